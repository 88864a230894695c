import { and, asc, count, desc, eq, ilike, isNotNull, isNull, not, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import { organization } from "@/db/schema/mirror";
import type { MappingFilter, MappingPage } from "../organization-mapping";
import {
  isCustomers,
  isLinkOfOrganization,
  isUnmapped,
  likePattern,
  organizationColumns,
  type Pinned,
  takesPart,
} from "./pinned";
import type { LikelyMatch, MappedOrganization, SuggestedRow } from "./suggested";

export type UnmappedOrganizationRow = {
  organization: MappedOrganization;
  /** Whether its type and status are selected in IT Glue Settings. */
  takesPart: boolean;
  /** The account that is suggested for it. */
  suggested: LikelyMatch | null;
};

/** Filter values of the tab; without one of them, organizations that take part and are in IT Glue are listed. */
export const UNMAPPED_STATES = ["not-selected", "gone"] as const;

/** Organizations without an account, searched, filtered, sorted and paged by the database. */
export async function unmappedOrganizations(
  db: Db,
  pinned: Pinned,
  suggestions: readonly SuggestedRow[],
  { query, states, sort, pageIndex, pageSize }: MappingFilter,
): Promise<MappingPage<UnmappedOrganizationRow>> {
  const unmapped = db
    .select({ ...organizationColumns, takesPart: sql<boolean>`${takesPart(pinned)}`.as("takes_part") })
    .from(organization)
    .leftJoin(accountOrganization, isLinkOfOrganization)
    .where(and(isListed(pinned, states), matches(query)))
    .as("unmapped");
  const orders: Record<string, SQL> = {
    organization: sql`lower(${unmapped.name})`,
    typeName: sql`lower(${unmapped.typeName})`,
    statusName: sql`lower(${unmapped.statusName})`,
  };
  const by = orders[sort?.by ?? ""] ?? orders.organization!;
  const way = sort?.direction === "desc" ? desc : asc;
  const rows = await db
    .select()
    .from(unmapped)
    .orderBy(way(by), asc(sql`lower(${unmapped.name})`), asc(unmapped.id))
    .limit(pageSize)
    .offset(pageIndex * pageSize);
  const [passing] = await db.select({ rowCount: count() }).from(unmapped);
  const suggestedFor = new Map(suggestions.map((row) => [row.organization.id, row.account]));
  return {
    rows: rows.map(({ takesPart: isSelected, ...row }) => ({
      organization: row,
      takesPart: isSelected,
      suggested: suggestedFor.get(row.id) ?? null,
    })),
    rowCount: passing?.rowCount ?? 0,
  };
}

function isListed(pinned: Pinned, states: readonly string[]): SQL | undefined {
  const known = UNMAPPED_STATES.filter((each) => states.includes(each));
  if (known.length === 0) return isUnmapped(pinned);
  const isGone = isNotNull(organization.missingSince);
  return and(
    isCustomers(pinned),
    isNull(accountOrganization.accountId),
    or(...known.map((each) => (each === "gone" ? isGone : and(not(isGone), not(takesPart(pinned)))))),
  );
}

function matches(query: string): SQL | undefined {
  const pattern = likePattern(query);
  if (pattern === null) return undefined;
  return or(
    ilike(organization.name, pattern),
    ilike(organization.shortName, pattern),
    eq(organization.id, query.trim()),
  );
}
