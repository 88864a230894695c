import type { LoadedTableState } from "@/app/_components/data-table/load-table-state";
import { REVIEW_SORTS, type ReviewFilter, type ReviewSort } from "@/lib/queries/billing-review";
import { REVIEW_DEFAULT_SORT, type REVIEW_FILTER_KEYS, REVIEW_PAGE_SIZE } from "./review-address";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Belongs to nothing: an id in the address that cannot exist finds no rows, instead of all of them. */
const NOTHING = "00000000-0000-0000-0000-000000000000";

const KINDS = ["regular", "proration"] as const;

/** The filter that the address asks for; whatever in it is not known falls back to what finds no row, or to the default. */
export function reviewFilter(state: LoadedTableState, businessOn: string): ReviewFilter {
  const chosen = (key: (typeof REVIEW_FILTER_KEYS)[number]) => state.filters[key] ?? [];
  const ids = (key: "account" | "contract") => chosen(key).map((id) => (UUID.test(id) ? id : NOTHING));
  const due = chosen("due")[0];
  const sort = state.sort && isSort(state.sort.columnId) ? state.sort : REVIEW_DEFAULT_SORT;
  return {
    search: state.query.trim(),
    accountIds: ids("account"),
    contractIds: ids("contract"),
    kinds: KINDS.filter((kind) => chosen("kind").includes(kind)),
    due: due === "due" || due === "not-due" ? due : "all",
    sort: { column: sort.columnId as ReviewSort, direction: sort.direction },
    pageIndex: Math.max(0, state.pageIndex),
    pageSize: REVIEW_PAGE_SIZE,
    businessOn,
  };
}

function isSort(columnId: string): columnId is ReviewSort {
  return REVIEW_SORTS.some((sort) => sort === columnId);
}
