import type { TableUrlOptions } from "@/app/_components/data-table/table-url";

/** What the list keeps in the address: read by the page, written by the table. */
export const ACCOUNT_TABLE = {
  filterKeys: ["status"],
  defaultSort: { columnId: "name", direction: "asc" },
} as const satisfies TableUrlOptions;

export const PAGE_SIZE = 50;
