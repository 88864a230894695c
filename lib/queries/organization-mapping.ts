import { and, count, isNotNull, type SQL } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account, accountOrganization } from "@/db/schema/account";
import { organization } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { type LinkedRow, linkedOrganizations } from "./organization-mapping/linked";
import {
  isCustomers,
  isLinkOfOrganization,
  isUnmapped,
  type Pinned,
  pinnedAccount,
} from "./organization-mapping/pinned";
import { type SuggestedRow, suggestedLinks } from "./organization-mapping/suggested";
import {
  isLinkOfAccount,
  isUnmappedAccount,
  type UnmappedAccountRow,
  unmappedAccounts,
} from "./organization-mapping/unmapped-accounts";
import {
  type UnmappedOrganizationRow,
  unmappedOrganizations,
} from "./organization-mapping/unmapped-organizations";

export const MAPPING_TABS = ["suggested", "linked", "organizations", "accounts"] as const;
export type MappingTab = (typeof MAPPING_TABS)[number];

export type MappingFilter = {
  tab: MappingTab;
  /** Looked for in the names, short names and codes of both sides. */
  query: string;
  /** Chosen values of the tab's filter; unknown ones filter nothing. */
  states: readonly string[];
  /** An unknown column leaves the tab's own order. */
  sort: { by: string; direction: "asc" | "desc" } | null;
  pageIndex: number;
  pageSize: number;
};

/** One page of rows, and how many pass search and filter on all pages. */
export type MappingPage<Row> = { rows: Row[]; rowCount: number };

export type OrganizationMapping = {
  integration: "ready" | "disabled" | "not-set-up";
  /** What each tab lists without search and filter. */
  counts: Record<MappingTab, number>;
  list:
    | ({ tab: "suggested" } & MappingPage<SuggestedRow>)
    | ({ tab: "linked" } & MappingPage<LinkedRow>)
    | ({ tab: "organizations" } & MappingPage<UnmappedOrganizationRow>)
    | ({ tab: "accounts" } & MappingPage<UnmappedAccountRow>);
};

/** CRM > Organization mapping: which organizations and accounts belong together, and which are left on either side. */
export async function organizationMapping(
  scope: TenantScope,
  filter: MappingFilter,
): Promise<OrganizationMapping> {
  return withTenant(scope, async (db) => {
    const pinned = await pinnedAccount(db, scope);
    if (!pinned)
      return {
        integration: "not-set-up",
        counts: { suggested: 0, linked: 0, organizations: 0, accounts: 0 },
        list: { tab: filter.tab, rows: [], rowCount: 0 },
      };
    const suggested = await suggestedLinks(db, pinned);
    const counts = {
      suggested: suggested.length,
      linked: await countOrganizations(
        db,
        and(isCustomers(pinned), isNotNull(accountOrganization.accountId))!,
      ),
      organizations: await countOrganizations(db, isUnmapped(pinned)),
      accounts: await countUnmappedAccounts(db, pinned),
    };
    const integration = pinned.isEnabled ? "ready" : "disabled";
    switch (filter.tab) {
      case "suggested":
        return { integration, counts, list: { tab: "suggested", ...pageOfSuggested(suggested, filter) } };
      case "linked":
        return {
          integration,
          counts,
          list: { tab: "linked", ...(await linkedOrganizations(db, pinned, filter)) },
        };
      case "organizations":
        return {
          integration,
          counts,
          list: { tab: "organizations", ...(await unmappedOrganizations(db, pinned, suggested, filter)) },
        };
      case "accounts":
        return {
          integration,
          counts,
          list: { tab: "accounts", ...(await unmappedAccounts(db, pinned, filter)) },
        };
    }
  });
}

async function countOrganizations(db: Db, passes: SQL): Promise<number> {
  const [row] = await db
    .select({ rows: count() })
    .from(organization)
    .leftJoin(accountOrganization, isLinkOfOrganization)
    .where(passes);
  return row?.rows ?? 0;
}

async function countUnmappedAccounts(db: Db, pinned: Pinned): Promise<number> {
  const [row] = await db
    .select({ rows: count() })
    .from(account)
    .leftJoin(accountOrganization, isLinkOfAccount(pinned))
    .where(isUnmappedAccount(pinned));
  return row?.rows ?? 0;
}

/** Suggestions are computed, not stored: they are searched, sorted and paged here. */
function pageOfSuggested(
  rows: readonly SuggestedRow[],
  { query, sort, pageIndex, pageSize }: MappingFilter,
): MappingPage<SuggestedRow> {
  const wanted = query.trim().toLowerCase();
  const texts = ({ organization: one, account: other }: SuggestedRow) =>
    [one.name, one.shortName, one.id, other.name, other.accountCode].map((text) => text?.toLowerCase() ?? "");
  const passing = rows.filter((row) => wanted === "" || texts(row).some((text) => text.includes(wanted)));
  const compare: Record<string, (a: SuggestedRow, b: SuggestedRow) => number> = {
    score: (a, b) => a.score - b.score,
    organization: (a, b) => a.organization.name.localeCompare(b.organization.name, "en"),
    account: (a, b) => a.account.name.localeCompare(b.account.name, "en"),
  };
  const by = sort && compare[sort.by];
  if (by) passing.sort((a, b) => (sort.direction === "desc" ? by(b, a) : by(a, b)));
  return {
    rows: passing.slice(pageIndex * pageSize, (pageIndex + 1) * pageSize),
    rowCount: passing.length,
  };
}
