import type { LoadedTableState } from "@/app/_components/data-table/load-table-state";
import {
  INVOICE_SORTS,
  INVOICE_STATES,
  type InvoiceFilter,
  type InvoiceSort,
} from "@/lib/queries/invoice-list";
import { INVOICE_DEFAULT_SORT, type INVOICE_FILTER_KEYS, INVOICE_PAGE_SIZE } from "./invoice-address";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Belongs to nothing: an id in the address that cannot exist finds no rows, instead of all of them. */
const NOTHING = "00000000-0000-0000-0000-000000000000";
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** The filter that the address asks for; whatever in it is not known falls back to what finds no row, or to the default. */
export function invoiceFilter(state: LoadedTableState, todayOn: string): InvoiceFilter {
  const chosen = (key: (typeof INVOICE_FILTER_KEYS)[number]) => state.filters[key] ?? [];
  const sort = state.sort && isSort(state.sort.columnId) ? state.sort : INVOICE_DEFAULT_SORT;
  return {
    search: state.query.trim(),
    kinds: (["invoice", "credit-note"] as const).filter((kind) => chosen("kind").includes(kind)),
    states: INVOICE_STATES.filter((known) => chosen("status").includes(known)),
    accountIds: chosen("account").map((id) => (UUID.test(id) ? id : NOTHING)),
    months: chosen("month").map((month) => (MONTH.test(month) ? month : "0000-00")),
    sort: { column: sort.columnId as InvoiceSort, direction: sort.direction },
    pageIndex: state.pageIndex,
    pageSize: INVOICE_PAGE_SIZE,
    todayOn,
  };
}

function isSort(columnId: string): columnId is InvoiceSort {
  return INVOICE_SORTS.some((sort) => sort === columnId);
}
