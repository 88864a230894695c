import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import { itGlueSettings } from "@/db/schema/it-glue";
import { organization } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** The IT Glue account that is pinned, and what of it takes part in the sync. */
export type Pinned = {
  tenantId: string;
  connectionId: string;
  isEnabled: boolean;
  syncedTypeIds: string[] | null;
  syncedStatusIds: string[] | null;
};

/** Null until a key was proved. */
export async function pinnedAccount(db: Db, { tenantId }: TenantScope): Promise<Pinned | null> {
  const [row] = await db
    .select({
      connectionId: itGlueSettings.connectionId,
      isEnabled: itGlueSettings.isEnabled,
      syncedTypeIds: itGlueSettings.syncedTypeIds,
      syncedStatusIds: itGlueSettings.syncedStatusIds,
    })
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, tenantId));
  const connectionId = row?.connectionId;
  return row && connectionId ? { ...row, tenantId, connectionId } : null;
}

/** The customers' organizations of the pinned account: all but the MSP's own. */
export function isCustomers({ tenantId, connectionId }: Pinned): SQL {
  return and(
    eq(organization.tenantId, tenantId),
    eq(organization.connectionId, connectionId),
    eq(organization.isPrimary, false),
  )!;
}

/** Joins an organization with the link of its account. */
export const isLinkOfOrganization = and(
  eq(accountOrganization.tenantId, organization.tenantId),
  eq(accountOrganization.connectionId, organization.connectionId),
  eq(accountOrganization.organizationId, organization.id),
)!;

/** Whether an organization's type and status are among the selected ones (design.md 6). */
export function takesPart({ syncedTypeIds, syncedStatusIds }: Pinned): SQL {
  const isAmong = (
    column: typeof organization.typeId | typeof organization.statusId,
    ids: string[] | null,
  ) =>
    ids === null
      ? sql`true`
      : ids.length === 0
        ? sql`false`
        : sql`coalesce(${column} in (${sql.join(
            ids.map((each) => sql`${each}`),
            sql`, `,
          )}), false)`;
  return sql`(${isAmong(organization.typeId, syncedTypeIds)} and ${isAmong(organization.statusId, syncedStatusIds)})`;
}

/** No account has it, it is in IT Glue, and its type and status take part: someone should decide. */
export function isUnmapped(pinned: Pinned): SQL {
  return and(
    isCustomers(pinned),
    isNull(organization.missingSince),
    isNull(accountOrganization.accountId),
    takesPart(pinned),
  )!;
}

/** What the screens show of an organization. */
export const organizationColumns = {
  id: organization.id,
  name: organization.name,
  shortName: organization.shortName,
  typeName: organization.typeName,
  statusName: organization.statusName,
  missingSince: organization.missingSince,
};

/** Typed % and _ are letters to look for, not wildcards; null for nothing typed. */
export function likePattern(query: string): string | null {
  const wanted = query.trim();
  return wanted === "" ? null : `%${wanted.replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`;
}
