import type { LoadedTableState } from "@/app/_components/data-table/load-table-state";
import type { ServiceLineFilter, ServiceLineSort } from "@/lib/queries/service-lines";

export const RELATED_LINES_KEY = "lines";
export const RELATED_LINES_FILTER_KEYS = ["state", "excluded"] as const;
export const RELATED_LINES_DEFAULT_SORT = { columnId: "account", direction: "asc" } as const;
export const RELATED_LINES_PER_PAGE = 50;

const SORTS: readonly ServiceLineSort[] = ["account", "contract", "name", "startOn", "endOn"];

/** What the address asks for; anything it names that does not exist is left out. */
export function relatedLinesFilter(state: LoadedTableState, businessOn: string): ServiceLineFilter {
  const { state: states = [], excluded = [] } = state.filters;
  return {
    query: state.query,
    states: states.filter((each) => each === "current" || each === "ended"),
    excluded: excluded.filter((each) => each === "yes" || each === "no"),
    sort: {
      by: SORTS.find((each) => each === state.sort?.columnId) ?? "account",
      direction: state.sort?.direction ?? "asc",
    },
    pageIndex: state.pageIndex,
    pageSize: RELATED_LINES_PER_PAGE,
    businessOn,
  };
}
