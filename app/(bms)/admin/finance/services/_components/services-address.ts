import type { LoadedTableState } from "@/app/_components/data-table/load-table-state";
import type { ServiceFilter, ServiceSort } from "@/lib/queries/services";

export const SERVICE_FILTER_KEYS = [
  "category",
  "subCategory",
  "unitOfMeasure",
  "incomeAccount",
  "expenseAccount",
  "status",
  "taxable",
] as const;
export const SERVICE_DEFAULT_SORT = { columnId: "name", direction: "asc" } as const;
export const SERVICES_PER_PAGE = 50;

const SORTS: readonly ServiceSort[] = ["name", "category", "unitPrice", "unitCost", "lines", "status"];

/** What the address asks for; anything it names that does not exist is left out. */
export function serviceFilter(state: LoadedTableState): ServiceFilter {
  const { status = [], taxable = [] } = state.filters;
  const by = SORTS.find((each) => each === state.sort?.columnId) ?? "name";
  return {
    query: state.query,
    categories: state.filters.category ?? [],
    subCategories: state.filters.subCategory ?? [],
    unitsOfMeasure: state.filters.unitOfMeasure ?? [],
    incomeAccounts: state.filters.incomeAccount ?? [],
    expenseAccounts: state.filters.expenseAccount ?? [],
    statuses: status.filter((each) => each === "active" || each === "inactive"),
    taxable: taxable.filter((each) => each === "yes" || each === "no"),
    sort: { by, direction: state.sort?.direction ?? "asc" },
    pageIndex: state.pageIndex,
    pageSize: SERVICES_PER_PAGE,
  };
}
