import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { itGlueSettings } from "@/db/schema/it-glue";
import { organization } from "@/db/schema/mirror";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

export type PinnedOrganization = typeof organization.$inferSelect & {
  /** The account it is linked to; null when to none. */
  accountId: string | null;
  accountName: string | null;
};

/**
 * The connection that is pinned right now. Its settings are held until the transaction ends: no change of the IT Glue
 * account slips in between, and whoever links, unlinks or syncs organizations takes turns. Refuses `it-glue-not-set-up`.
 */
export async function pinnedConnection(db: Db, ctx: CommandContext): Promise<string> {
  const [settings] = await db
    .select({ connectionId: itGlueSettings.connectionId })
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId))
    .for("update");
  if (!settings?.connectionId) throw new CommandRefused("it-glue-not-set-up");
  return settings.connectionId;
}

/**
 * An organization of the IT Glue account that is pinned right now, which is held as by `pinnedConnection`. Refuses
 * `it-glue-not-set-up`, and `not-found` for any other id.
 */
export async function pinnedOrganization(
  db: Db,
  ctx: CommandContext,
  organizationId: string,
): Promise<PinnedOrganization> {
  const { tenantId } = ctx.scope;
  const connectionId = await pinnedConnection(db, ctx);
  const [found] = await db
    .select({ organization, accountId: account.id, accountName: account.name })
    .from(organization)
    .leftJoin(
      accountOrganization,
      and(
        eq(accountOrganization.tenantId, organization.tenantId),
        eq(accountOrganization.connectionId, organization.connectionId),
        eq(accountOrganization.organizationId, organization.id),
      ),
    )
    .leftJoin(
      account,
      and(eq(account.tenantId, accountOrganization.tenantId), eq(account.id, accountOrganization.accountId)),
    )
    .where(
      and(
        eq(organization.tenantId, tenantId),
        eq(organization.connectionId, connectionId),
        eq(organization.id, organizationId),
        eq(organization.isPrimary, false),
      ),
    );
  if (!found) throw new CommandRefused("not-found", { what: "organization" });
  return { ...found.organization, accountId: found.accountId, accountName: found.accountName };
}

/** Refuses an organization that may not be linked now: it has an account, or is gone from IT Glue. */
export function refuseUnlinkable(found: PinnedOrganization): void {
  const message =
    found.accountName !== null
      ? `${found.name} is already linked to the account ${found.accountName}. Unlink it there first.`
      : found.missingSince !== null
        ? `${found.name} is no longer in IT Glue. Sync organizations, then choose another one.`
        : null;
  if (message !== null)
    throw new CommandRefused("invalid", { message }, [{ path: "organizationId", message }]);
}
