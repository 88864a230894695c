import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import { organization, organizationKind } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** An organization type or status, with how many organizations have it. `isGone`: IT Glue no longer has it. */
export type KindChoice = { id: string; name: string; organizations: number; isGone: boolean };

/** Accounts alike in this: the types and statuses of all organizations they are linked to. */
export type LinkedAccounts = { organizations: TypeAndStatus[]; accounts: number };
export type TypeAndStatus = { typeId: string | null; statusId: string | null };

export type OrganizationKindChoices = {
  types: KindChoice[];
  statuses: KindChoice[];
  /** What a change of the selection would leave out is reckoned from these. */
  linked: LinkedAccounts[];
};

/**
 * The organization types and statuses of the pinned account by name, as last read, and the linked accounts by what theirs
 * are. Organizations gone from IT Glue and the MSP's own are not counted.
 */
export async function organizationKindChoices(
  db: Db,
  scope: TenantScope,
  connectionId: string | null,
): Promise<OrganizationKindChoices> {
  if (connectionId === null) return { types: [], statuses: [], linked: [] };
  const kinds = await db
    .select()
    .from(organizationKind)
    .where(
      and(eq(organizationKind.tenantId, scope.tenantId), eq(organizationKind.connectionId, connectionId)),
    )
    .orderBy(organizationKind.name, organizationKind.id);
  const organizations = await db
    .select({
      typeId: organization.typeId,
      statusId: organization.statusId,
      accountId: accountOrganization.accountId,
    })
    .from(organization)
    .leftJoin(
      accountOrganization,
      and(
        eq(accountOrganization.tenantId, organization.tenantId),
        eq(accountOrganization.connectionId, organization.connectionId),
        eq(accountOrganization.organizationId, organization.id),
      ),
    )
    .where(
      and(
        eq(organization.tenantId, scope.tenantId),
        eq(organization.connectionId, connectionId),
        eq(organization.isPrimary, false),
        isNull(organization.missingSince),
      ),
    )
    .orderBy(organization.typeId, organization.statusId);
  const choicesOf = (kind: "type" | "status"): KindChoice[] =>
    kinds
      .filter((row) => row.kind === kind)
      .map(({ id, name, missingSince }) => ({
        id,
        name,
        organizations: organizations.filter((row) => (kind === "type" ? row.typeId : row.statusId) === id)
          .length,
        isGone: missingSince !== null,
      }));
  return { types: choicesOf("type"), statuses: choicesOf("status"), linked: linkedAccounts(organizations) };
}

function linkedAccounts(rows: readonly (TypeAndStatus & { accountId: string | null })[]): LinkedAccounts[] {
  const ofAccount = new Map<string, TypeAndStatus[]>();
  for (const { accountId, typeId, statusId } of rows) {
    if (accountId === null) continue;
    const own = ofAccount.get(accountId) ?? [];
    if (!own.some((each) => each.typeId === typeId && each.statusId === statusId))
      ofAccount.set(accountId, [...own, { typeId, statusId }]);
  }
  const groups = new Map<string, LinkedAccounts>();
  for (const organizations of ofAccount.values()) {
    const key = JSON.stringify(organizations);
    groups.set(key, { organizations, accounts: (groups.get(key)?.accounts ?? 0) + 1 });
  }
  return [...groups.values()];
}
