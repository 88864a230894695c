import { and, asc, count, desc, eq, ilike, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { organization } from "@/db/schema/mirror";
import type { LinkState } from "@/lib/domain/organization-sync/synced-fields";
import type { MappingFilter, MappingPage } from "../organization-mapping";
import {
  isCustomers,
  isLinkOfOrganization,
  likePattern,
  organizationColumns,
  type Pinned,
  takesPart,
} from "./pinned";
import type { MappedOrganization } from "./suggested";

export type LinkedRow = {
  organization: MappedOrganization;
  account: { id: string; name: string; accountCode: string | null; version: number };
  /** Whether its fields are the ones kept the same on both sides. */
  isLeading: boolean;
  /** Organizations of the account, this one among them. */
  organizations: number;
  /** "orphaned" also where it is gone and no sync has marked the link yet. */
  state: LinkState;
  /** Why the state is not "synced": a code of the sync log. */
  problem: string | null;
  /** Whether its type and status are selected in IT Glue Settings. */
  takesPart: boolean;
  linkedAt: string;
};

/** Filter values of the tab, as they stand in the address; "several": its account has more than one organization. */
export const LINKED_STATES = ["synced", "orphaned", "read-only", "error", "several"] as const;

/** Linked organizations with their accounts, searched, filtered, sorted and paged by the database. */
export async function linkedOrganizations(
  db: Db,
  pinned: Pinned,
  { query, states, sort, pageIndex, pageSize }: MappingFilter,
): Promise<MappingPage<LinkedRow>> {
  const siblings = siblingsOf(db, pinned);
  const state = sql<LinkState>`case when ${organization.missingSince} is not null then 'orphaned' else ${accountOrganization.state} end`;
  const links = db
    .select({
      ...organizationColumns,
      accountId: sql<string>`${account.id}`.as("linked_account_id"),
      accountName: sql<string>`${account.name}`.as("account_name"),
      accountCode: account.accountCode,
      version: account.version,
      isLeading: accountOrganization.isLeading,
      organizations: siblings.organizations,
      state: state.as("link_state"),
      problem: accountOrganization.problem,
      takesPart: sql<boolean>`${takesPart(pinned)}`.as("takes_part"),
      linkedAt: accountOrganization.linkedAt,
    })
    .from(organization)
    .innerJoin(accountOrganization, isLinkOfOrganization)
    .innerJoin(
      account,
      and(eq(account.tenantId, accountOrganization.tenantId), eq(account.id, accountOrganization.accountId)),
    )
    .innerJoin(siblings, eq(siblings.accountId, accountOrganization.accountId))
    .where(and(isCustomers(pinned), matches(query), isIn(states, state, siblings.organizations)))
    .as("links");
  const orders: Record<string, SQL> = {
    organization: sql`lower(${links.name})`,
    account: sql`lower(${links.accountName})`,
    state: sql`${links.state}`,
    linkedAt: sql`${links.linkedAt}`,
  };
  const by = orders[sort?.by ?? ""] ?? orders.account!;
  const way = sort?.direction === "desc" ? desc : asc;
  const rows = await db
    .select()
    .from(links)
    .orderBy(way(by), asc(sql`lower(${links.accountName})`), desc(links.isLeading), asc(links.id))
    .limit(pageSize)
    .offset(pageIndex * pageSize);
  const [passing] = await db.select({ rowCount: count() }).from(links);
  return { rows: rows.map(rowOf), rowCount: passing?.rowCount ?? 0 };
}

type Flat = MappedOrganization & {
  accountId: string;
  accountName: string;
  accountCode: string | null;
  version: number;
} & Omit<LinkedRow, "organization" | "account">;

function rowOf({ accountId, accountName, accountCode, version, ...row }: Flat): LinkedRow {
  const { id, name, shortName, typeName, statusName, missingSince, ...link } = row;
  return {
    organization: { id, name, shortName, typeName, statusName, missingSince },
    account: { id: accountId, name: accountName, accountCode, version },
    ...link,
  };
}

function siblingsOf(db: Db, { tenantId, connectionId }: Pinned) {
  return db
    .select({
      accountId: accountOrganization.accountId,
      organizations: sql<number>`count(*)::int`.as("organizations"),
    })
    .from(accountOrganization)
    .where(
      and(eq(accountOrganization.tenantId, tenantId), eq(accountOrganization.connectionId, connectionId)),
    )
    .groupBy(accountOrganization.accountId)
    .as("siblings");
}

function matches(query: string): SQL | undefined {
  const pattern = likePattern(query);
  if (pattern === null) return undefined;
  return or(
    ilike(organization.name, pattern),
    ilike(organization.shortName, pattern),
    eq(organization.id, query.trim()),
    ilike(account.name, pattern),
    ilike(account.accountCode, pattern),
  );
}

function isIn(states: readonly string[], state: SQL, organizations: SQL | SQL.Aliased): SQL | undefined {
  const known = LINKED_STATES.filter((each) => states.includes(each));
  if (known.length === 0) return undefined;
  return or(
    ...known.map((each) => (each === "several" ? sql`${organizations} > 1` : sql`${state} = ${each}`)),
  );
}
