import type { LoadedTableState } from "@/app/_components/data-table/load-table-state";
import { BILLING_CYCLES } from "@/lib/domain/billing/billing-period";
import { recordId } from "@/lib/inputs/typed-fields";
import type { ContractFilter, ContractSort } from "@/lib/queries/contracts";

export const CONTRACT_FILTER_KEYS = ["account", "status", "cycle"] as const;
export const CONTRACT_DEFAULT_SORT = { columnId: "contractNumber", direction: "desc" } as const;
export const CONTRACTS_PER_PAGE = 50;

const SORTS: readonly ContractSort[] = ["contractNumber", "name", "account", "startOn", "endOn", "status"];
/** Belongs to nothing: an id in the address that cannot exist finds no rows, instead of all of them. */
const NOTHING = "00000000-0000-0000-0000-000000000000";

/** What the address asks for, as of `businessOn`. */
export function contractFilter(state: LoadedTableState, businessOn: string): ContractFilter {
  const { account = [], status = [], cycle = [] } = state.filters;
  const known = SORTS.find((each) => each === state.sort?.columnId);
  return {
    query: state.query,
    accountIds: account.map((id) => (recordId.safeParse(id).success ? id : NOTHING)),
    statuses: status.filter((each) => each === "active" || each === "inactive"),
    billingCycles: BILLING_CYCLES.filter((each) => cycle.includes(each)),
    sort: known
      ? { by: known, direction: state.sort?.direction ?? "asc" }
      : { by: CONTRACT_DEFAULT_SORT.columnId, direction: CONTRACT_DEFAULT_SORT.direction },
    pageIndex: Math.max(0, state.pageIndex),
    pageSize: CONTRACTS_PER_PAGE,
    businessOn,
  };
}
