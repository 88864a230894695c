import { and, asc, count, desc, eq, ilike, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { contract } from "@/db/schema/contract";
import type { MappingFilter, MappingPage } from "../organization-mapping";
import { likePattern, type Pinned } from "./pinned";

export type UnmappedAccountRow = {
  id: string;
  name: string;
  accountCode: string | null;
  typeName: string | null;
  version: number;
  /** Active contracts. */
  contracts: number;
};

/** Accounts that no organization of the pinned IT Glue account is linked to. */
export function isUnmappedAccount(pinned: Pinned): SQL {
  return and(
    eq(account.tenantId, pinned.tenantId),
    eq(account.isActive, true),
    isNull(accountOrganization.accountId),
  )!;
}

/** Joins an account with its links to the pinned IT Glue account. */
export function isLinkOfAccount({ connectionId }: Pinned): SQL {
  return and(
    eq(accountOrganization.tenantId, account.tenantId),
    eq(accountOrganization.accountId, account.id),
    eq(accountOrganization.connectionId, connectionId),
  )!;
}

/** Accounts without an organization, searched, sorted and paged by the database. */
export async function unmappedAccounts(
  db: Db,
  pinned: Pinned,
  { query, sort, pageIndex, pageSize }: MappingFilter,
): Promise<MappingPage<UnmappedAccountRow>> {
  const active = db
    .select({ accountId: contract.accountId, contracts: count().as("contracts") })
    .from(contract)
    .where(and(eq(contract.tenantId, pinned.tenantId), eq(contract.status, "active")))
    .groupBy(contract.accountId)
    .as("active");
  const contracts = sql<number>`coalesce(${active.contracts}, 0)::int`;
  const orders: Record<string, SQL> = {
    account: sql`lower(${account.name})`,
    accountCode: sql`lower(${account.accountCode})`,
    typeName: sql`lower(${account.typeName})`,
    contracts,
  };
  const by = orders[sort?.by ?? ""] ?? orders.account!;
  const way = sort?.direction === "desc" ? desc : asc;
  const passes = and(isUnmappedAccount(pinned), matches(query));
  const rows = await db
    .select({
      id: account.id,
      name: account.name,
      accountCode: account.accountCode,
      typeName: account.typeName,
      version: account.version,
      contracts,
    })
    .from(account)
    .leftJoin(accountOrganization, isLinkOfAccount(pinned))
    .leftJoin(active, eq(active.accountId, account.id))
    .where(passes)
    .orderBy(way(by), asc(sql`lower(${account.name})`), asc(account.id))
    .limit(pageSize)
    .offset(pageIndex * pageSize);
  const [passing] = await db
    .select({ rowCount: count() })
    .from(account)
    .leftJoin(accountOrganization, isLinkOfAccount(pinned))
    .where(passes);
  return { rows, rowCount: passing?.rowCount ?? 0 };
}

function matches(query: string): SQL | undefined {
  const pattern = likePattern(query);
  return pattern === null ? undefined : or(ilike(account.name, pattern), ilike(account.accountCode, pattern));
}
