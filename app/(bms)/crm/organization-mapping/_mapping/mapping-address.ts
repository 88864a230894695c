import type { TableSort } from "@/app/_components/data-table/table-url";
import type { MappingTab } from "@/lib/queries/organization-mapping";

/** What stands in the address: the tab, and what its table keeps there. */
export const FILTER_KEYS = ["state"] as const;

export const PAGE_SIZE = 50;

/** The order in which each tab is read unless another was chosen. */
export const DEFAULT_SORTS: Record<MappingTab, TableSort> = {
  suggested: { columnId: "score", direction: "desc" },
  linked: { columnId: "account", direction: "asc" },
  organizations: { columnId: "organization", direction: "asc" },
  accounts: { columnId: "account", direction: "asc" },
};

export const TAB_LABELS: Record<MappingTab, string> = {
  suggested: "Suggested",
  linked: "Linked",
  organizations: "Organizations without an account",
  accounts: "Accounts without an organization",
};
