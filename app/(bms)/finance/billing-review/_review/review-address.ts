import type { TableSort } from "@/app/_components/data-table/table-url";

/** What the address of Billing Review may say; known to the page that reads it and to the table that writes it. */
export const REVIEW_FILTER_KEYS = ["account", "contract", "kind", "due"] as const;
/** What is due stands first, the longest waiting on top. */
export const REVIEW_DEFAULT_SORT: TableSort = { columnId: "invoiceOn", direction: "asc" };
export const REVIEW_PAGE_SIZE = 50;
