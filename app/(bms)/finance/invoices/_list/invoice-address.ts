import type { TableSort } from "@/app/_components/data-table/table-url";

/** What the address of Invoices may say; known to the page that reads it and to the table that writes it. */
export const INVOICE_FILTER_KEYS = ["kind", "status", "account", "month"] as const;
/** The newest stand first. */
export const INVOICE_DEFAULT_SORT: TableSort = { columnId: "invoiceOn", direction: "desc" };
export const INVOICE_PAGE_SIZE = 50;
