"use client";

import {
  columnFilteringFeature,
  createFilteredRowModel,
  createPaginatedRowModel,
  createSortedRowModel,
  createTableHook,
  globalFilteringFeature,
  metaHelper,
  type Row,
  type RowData,
  rowPaginationFeature,
  rowSelectionFeature,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
} from "@tanstack/react-table";
import { compareDecimal } from "./compare-decimal";

/** What a column tells the table beside its data. */
export type AppColumnMeta = {
  /** `end` for figures: right-aligned, tabular. */
  align?: "start" | "end";
  /** The cell that names the row. By default the first column. */
  isRowHeader?: boolean;
  /** The header's words where `header` is not plain text; stacked rows and the sort field use them. */
  label?: string;
  /** Any CSS width. */
  width?: string;
  /** Stays on one line. */
  noWrap?: boolean;
};

// biome-ignore lint/suspicious/noExplicitAny: TanStack's comparators take rows of any features and data.
type AnyRow = Row<any, any>;
const textOf = (row: AnyRow, columnId: string) => String(row.getValue(columnId) ?? "");

const features = tableFeatures({
  rowSortingFeature,
  columnFilteringFeature,
  globalFilteringFeature,
  rowPaginationFeature,
  rowSelectionFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
  sortFns: {
    alphanumeric: sortFn_alphanumeric,
    basic: sortFn_basic,
    /** Words as people order them, without regard to case and accents. */
    words: (a: AnyRow, b: AnyRow, columnId: string) =>
      textOf(a, columnId).localeCompare(textOf(b, columnId), "en", { numeric: true, sensitivity: "base" }),
    /** Decimal text (amounts, units), exactly. */
    decimal: (a: AnyRow, b: AnyRow, columnId: string) =>
      compareDecimal(textOf(a, columnId), textOf(b, columnId)),
  },
  filterFns: {
    /** Passes a row whose value, or one of whose values, is among the chosen ones. */
    oneOf: (row: AnyRow, columnId: string, chosen: string[]) => {
      const value = row.getValue(columnId);
      return (Array.isArray(value) ? value : [value]).some((each) => chosen.includes(String(each)));
    },
    contains: (row: AnyRow, columnId: string, query: string) =>
      textOf(row, columnId).toLowerCase().includes(query.trim().toLowerCase()),
  },
  columnMeta: metaHelper<AppColumnMeta>(),
});

/** The one table of this application: same features, same sorting and filtering everywhere; columns per screen. */
export const { useAppTable, createAppColumnHelper } = createTableHook({
  features,
  enableMultiSort: false,
  enableSortingRemoval: false,
  autoResetPageIndex: false,
  globalFilterFn: "contains",
  defaultColumn: { sortFn: "words", filterFn: "oneOf" },
});

export type AppFeatures = typeof features;
export type AppTable<Data extends RowData> = ReturnType<typeof useAppTable<Data>>;
/** Columns made with `createAppColumnHelper<Row>().columns([…])`, at module level. */
export type AppColumns<Data extends RowData> = ReturnType<
  ReturnType<typeof createAppColumnHelper<Data>>["columns"]
>;
