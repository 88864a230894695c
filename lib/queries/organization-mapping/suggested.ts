import { and, asc, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { organization } from "@/db/schema/mirror";
import { matchOrganizations, suggestedAccount } from "@/lib/domain/organization-match";
import { isLinkOfOrganization, isUnmapped, organizationColumns, type Pinned } from "./pinned";

export type MappedOrganization = {
  id: string;
  name: string;
  shortName: string | null;
  typeName: string | null;
  statusName: string | null;
  /** ISO instant of the sync that no longer found it in IT Glue; null while it is there. */
  missingSince: string | null;
};

export type LikelyMatch = {
  id: string;
  name: string;
  accountCode: string | null;
  /** Organizations in IT Glue that it is linked to already. */
  organizations: number;
  /** 0 to 100, of the names. */
  score: number;
};

export type SuggestedRow = {
  organization: MappedOrganization;
  account: LikelyMatch;
  score: number;
  /** Other accounts that are likely too, best first. */
  others: LikelyMatch[];
  /**
   * Why it is not accepted by a tick: another account has the same score, or the account has an organization already. It
   * is then linked by hand, one by one.
   */
  byHand: "tied" | "has-organization" | null;
};

/** Every unmapped organization that is like an account by name, best first; of equal scores by name. */
export async function suggestedLinks(db: Db, pinned: Pinned): Promise<SuggestedRow[]> {
  const organizations = await db
    .select(organizationColumns)
    .from(organization)
    .leftJoin(accountOrganization, isLinkOfOrganization)
    .where(isUnmapped(pinned))
    .orderBy(asc(sql`lower(${organization.name})`), asc(organization.id));
  if (organizations.length === 0) return [];
  const accounts = await accountsToSuggest(db, pinned);
  const byId = new Map(accounts.map((row) => [row.id, row]));
  const organizationById = new Map(organizations.map((row) => [row.id, row]));
  return matchOrganizations(organizations, accounts).matches.map((match): SuggestedRow => {
    const best = suggestedAccount(match);
    const likely = match.candidates.map(({ accountId, score }) => ({ ...byId.get(accountId)!, score }));
    const [first, ...others] = likely as [LikelyMatch, ...LikelyMatch[]];
    return {
      organization: organizationById.get(match.organizationId)!,
      account: first,
      score: best.score,
      others,
      byHand: best.isTied ? "tied" : first.organizations > 0 ? "has-organization" : null,
    };
  });
}

/** Accounts in the order in which equal scores are offered: those without an organization first, then by name. */
export async function accountsToSuggest(
  db: Db,
  { tenantId, connectionId }: Pinned,
): Promise<Omit<LikelyMatch, "score">[]> {
  const organizations = sql<number>`count(${organization.id}) filter (where ${organization.missingSince} is null)`;
  return db
    .select({
      id: account.id,
      name: account.name,
      accountCode: account.accountCode,
      organizations: sql<number>`${organizations}::int`,
    })
    .from(account)
    .leftJoin(
      accountOrganization,
      and(
        eq(accountOrganization.tenantId, account.tenantId),
        eq(accountOrganization.accountId, account.id),
        eq(accountOrganization.connectionId, connectionId),
      ),
    )
    .leftJoin(organization, isLinkOfOrganization)
    .where(and(eq(account.tenantId, tenantId), eq(account.isActive, true)))
    .groupBy(account.tenantId, account.id)
    .orderBy(sql`${organizations} > 0`, asc(sql`lower(${account.name})`), asc(account.id));
}
