import { and, asc, eq, ilike, inArray, isNull, or, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { organization } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { matchOrganizations } from "@/lib/domain/organization-match";
import {
  isCustomers,
  isLinkOfOrganization,
  likePattern,
  organizationColumns,
  type Pinned,
  pinnedAccount,
} from "./pinned";
import { accountsToSuggest, type MappedOrganization } from "./suggested";

export type AccountChoice = {
  id: string;
  name: string;
  accountCode: string | null;
  version: number;
  /** Names of the organizations it is linked to already. */
  organizations: string[];
};

/** What a person can choose from: likely ones by name, while nothing is typed, and the first of all that pass. */
export type Choices<Choice> = { likely: Choice[]; others: Choice[]; isMore: boolean };

/** Shown at once; typing finds the rest. */
const AT_ONCE = 20;
/** A person looks at these: less alike than what is suggested unasked. */
const LIKELY = { floor: 50, atMost: 5 };

/** Accounts to link an organization to, by name and code. */
export async function accountChoices(
  scope: TenantScope,
  { query, organizationId }: { query: string; organizationId: string },
): Promise<Choices<AccountChoice>> {
  return withTenant(scope, async (db) => {
    const pinned = await pinnedAccount(db, scope);
    if (!pinned) return { likely: [], others: [], isMore: false };
    const pattern = likePattern(query);
    const [wanted] = await db
      .select(organizationColumns)
      .from(organization)
      .where(and(isCustomers(pinned), eq(organization.id, organizationId)));
    const likelyIds =
      pattern === null && wanted
        ? (matchOrganizations([wanted], await accountsToSuggest(db, pinned), LIKELY).matches[0]?.candidates ??
          [])
        : [];
    const ids = likelyIds.map(({ accountId }) => accountId);
    const found = await db
      .select({ id: account.id })
      .from(account)
      .where(
        and(
          eq(account.tenantId, scope.tenantId),
          eq(account.isActive, true),
          pattern === null
            ? undefined
            : or(ilike(account.name, pattern), ilike(account.accountCode, pattern)),
        ),
      )
      .orderBy(asc(sql`lower(${account.name})`), asc(account.id))
      .limit(AT_ONCE + 1);
    const others = found.slice(0, AT_ONCE).flatMap(({ id }) => (ids.includes(id) ? [] : [id]));
    const byId = await accountsOf(db, pinned, [...ids, ...others]);
    const pick = (chosen: string[]) => chosen.flatMap((id) => byId.get(id) ?? []);
    return { likely: pick(ids), others: pick(others), isMore: found.length > AT_ONCE };
  });
}

async function accountsOf(db: Db, pinned: Pinned, ids: string[]): Promise<Map<string, AccountChoice>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({
      id: account.id,
      name: account.name,
      accountCode: account.accountCode,
      version: account.version,
      organizations: sql<string[]>`coalesce(json_agg(${organization.name} order by ${organization.name})
        filter (where ${organization.id} is not null), '[]'::json)`,
    })
    .from(account)
    .leftJoin(
      accountOrganization,
      and(
        eq(accountOrganization.tenantId, account.tenantId),
        eq(accountOrganization.accountId, account.id),
        eq(accountOrganization.connectionId, pinned.connectionId),
      ),
    )
    .leftJoin(organization, isLinkOfOrganization)
    .where(and(eq(account.tenantId, pinned.tenantId), inArray(account.id, ids)))
    .groupBy(account.tenantId, account.id);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Organizations that no account has, to link to an account: in IT Glue, whether selected for the sync or not. */
export async function organizationChoices(
  scope: TenantScope,
  { query, accountId }: { query: string; accountId: string },
): Promise<Choices<MappedOrganization>> {
  return withTenant(scope, async (db) => {
    const pinned = await pinnedAccount(db, scope);
    if (!pinned) return { likely: [], others: [], isMore: false };
    const pattern = likePattern(query);
    const free = await db
      .select(organizationColumns)
      .from(organization)
      .leftJoin(accountOrganization, isLinkOfOrganization)
      .where(
        and(
          isCustomers(pinned),
          isNull(organization.missingSince),
          isNull(accountOrganization.accountId),
          pattern === null
            ? undefined
            : or(
                ilike(organization.name, pattern),
                ilike(organization.shortName, pattern),
                eq(organization.id, query.trim()),
              ),
        ),
      )
      .orderBy(asc(sql`lower(${organization.name})`), asc(organization.id));
    const [wanted] = await db
      .select({ id: account.id, name: account.name })
      .from(account)
      .where(and(eq(account.tenantId, scope.tenantId), eq(account.id, accountId)));
    const byId = new Map(free.map((row) => [row.id, row]));
    const likely =
      pattern === null && wanted
        ? (matchOrganizations([wanted], free, LIKELY).matches[0]?.candidates ?? []).map(
            (candidate) => byId.get(candidate.accountId)!,
          )
        : [];
    const others = free.filter((row) => !likely.includes(row)).slice(0, AT_ONCE);
    return { likely, others, isMore: free.length > likely.length + others.length };
  });
}
