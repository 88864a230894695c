import { and, desc, eq, inArray, isNotNull, isNull, notInArray } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { organization } from "@/db/schema/mirror";
import { organizationSyncLog } from "@/db/schema/organization-sync";
import type { LastSaid, SyncState } from "@/lib/domain/organization-sync/sync-state";
import type { CommandContext } from "../context";
import type { OrganizationsRead } from "./read-organizations";
import type { SyncSettings } from "./sync-settings";

/** What a plan starts from. Accounts are held until the transaction ends. */
export async function storedState(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  settings: SyncSettings,
  { types, statuses }: Pick<OrganizationsRead, "types" | "statuses">,
): Promise<SyncState> {
  const { tenantId } = ctx.scope;
  const mirrored = await db
    .select()
    .from(organization)
    .where(and(eq(organization.tenantId, tenantId), eq(organization.connectionId, connectionId)));
  const links = await db
    .select()
    .from(accountOrganization)
    .where(
      and(eq(accountOrganization.tenantId, tenantId), eq(accountOrganization.connectionId, connectionId)),
    );
  const accounts = await db
    .select({
      id: account.id,
      name: account.name,
      accountCode: account.accountCode,
      typeName: account.typeName,
      statusName: account.statusName,
      parentAccountId: account.parentAccountId,
      isActive: account.isActive,
      source: account.source,
      version: account.version,
    })
    .from(account)
    .where(eq(account.tenantId, tenantId))
    .orderBy(account.id)
    .for("no key update");
  return {
    kinds: { types, statuses },
    selection: { typeIds: settings.syncedTypeIds, statusIds: settings.syncedStatusIds },
    isTwoWay: settings.isTwoWaySyncEnabled,
    isFirstWithLog: settings.organizationsSyncedAt === null,
    mirrored: mirrored.map(({ tenantId: _tenant, connectionId: _connection, ...row }) => row),
    links: links.map(({ tenantId: _tenant, connectionId: _connection, syncedAt: _at, ...link }) => link),
    accounts,
    ...(await decidedBefore(db, ctx, connectionId)),
    newAccountId: () => crypto.randomUUID(),
  };
}

/** The sync log is the memory of those that have no link: what was done to them before, and said of them last. */
async function decidedBefore(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
): Promise<Pick<SyncState, "decidedOrganizationIds" | "decidedAccountIds" | "lastSaid">> {
  const log = organizationSyncLog;
  const isOwn = and(eq(log.tenantId, ctx.scope.tenantId), eq(log.connectionId, connectionId));
  const linkOf = (column: "organizationId" | "accountId") =>
    and(
      eq(accountOrganization.tenantId, log.tenantId),
      eq(accountOrganization.connectionId, log.connectionId),
      eq(accountOrganization[column], log[column]),
    );
  const organizations = await db
    .selectDistinct({ id: log.organizationId })
    .from(log)
    .leftJoin(accountOrganization, linkOf("organizationId"))
    .where(
      and(
        isOwn,
        isNotNull(log.organizationId),
        isNull(accountOrganization.accountId),
        notInArray(log.event, ["error"]),
      ),
    );
  const accounts = await db
    .selectDistinctOn([log.accountId], {
      id: log.accountId,
      event: log.event,
      reason: log.reason,
      fields: log.fields,
      accountName: log.accountName,
    })
    .from(log)
    .leftJoin(accountOrganization, linkOf("accountId"))
    .where(and(isOwn, isNotNull(log.accountId), isNull(accountOrganization.accountId)))
    .orderBy(log.accountId, desc(log.position));
  const ids = accounts.map(({ id }) => id!);
  const decided =
    ids.length === 0
      ? []
      : await db
          .selectDistinct({ id: log.accountId })
          .from(log)
          .where(and(isOwn, inArray(log.accountId, ids), notInArray(log.event, ["error", "undecided"])));
  return {
    decidedOrganizationIds: new Set(organizations.map(({ id }) => id!)),
    decidedAccountIds: new Set(decided.map(({ id }) => id!)),
    lastSaid: new Map(accounts.map(({ id, ...said }): [string, LastSaid] => [id!, said])),
  };
}
