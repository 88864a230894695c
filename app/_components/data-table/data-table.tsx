// biome-ignore-all lint/a11y/noRedundantRoles: stacked rows are laid out as blocks; some browsers then drop the roles of a table.
"use client";

import { functionalUpdate, type RowData, type RowSelectionState } from "@tanstack/react-table";
import { type ReactNode, useId, useMemo, useState } from "react";
import type { EmptyStateProps } from "../empty-state";
import { ScrollRegion } from "../scroll-region";
import { type AppColumns, useAppTable } from "./app-table";
import { columnId } from "./column-id";
import { columnLabel } from "./column-label";
import classes from "./data-table.module.css";
import { DataTableSkeleton } from "./data-table-skeleton";
import { TableHead } from "./table-head";
import { type TableError, TableMessage } from "./table-message";
import { TablePagination } from "./table-pagination";
import { TableRows, type TableTotal } from "./table-rows";
import { TableSelectionBar } from "./table-selection-bar";
import { type TableFilter, TableToolbar } from "./table-toolbar";
import type { TableSort } from "./table-url";
import { useTableUrlState } from "./use-table-url-state";

/** Chosen rows. `ids` is everything chosen; `rows` only what this page has loaded of it. */
export type TableSelection<Data> = { ids: string[]; rows: Data[]; clear: () => void };

export type DataTableProps<Data extends RowData> = {
  /** What the table lists; heard by screen readers, not shown. */
  caption: string;
  rows: readonly Data[];
  /** `createAppColumnHelper<Row>().columns([…])` at module level. */
  columns: AppColumns<Data>;
  rowId: (row: Data) => string;
  /** `client`: `rows` is everything. `server`: `rows` is one page; read the address with `loadTableState`. */
  processing?: "client" | "server";
  /** All rows that pass the filters, on all pages; needed with `server`. */
  rowCount?: number;
  pageSize?: number;
  /** Keeps the state of several tables on one page apart in the address. */
  urlKey?: string;
  defaultSort?: TableSort;
  filters?: readonly TableFilter[];
  /** Words of the search field, such as "Search accounts"; leave out for none. */
  searchLabel?: string;
  empty: EmptyStateProps;
  isLoading?: boolean;
  error?: TableError | null;
  /** Adds a column of checkboxes. */
  selection?: {
    rowLabel: (row: Data) => string;
    isSelectable?: (row: Data) => boolean;
    /** Beside the count, such as the sum of what is chosen. */
    summary?: (selection: TableSelection<Data>) => ReactNode;
    actions: (selection: TableSelection<Data>) => ReactNode;
  };
  totals?: readonly TableTotal[];
  /** At the right of the toolbar: exports, "Add". */
  toolbarEnd?: ReactNode;
  /** Below 576 px: rows as cards (`stack`), or the table sideways (`scroll`). */
  narrow?: "stack" | "scroll";
};

const NO_FILTERS: readonly TableFilter[] = [];
const NO_TOTALS: readonly TableTotal[] = [];

/** The table of every list: sorted, filtered and paged through the address, with its four states told apart. */
export function DataTable<Data extends RowData>({
  caption,
  rows,
  columns,
  rowId,
  processing = "client",
  rowCount,
  pageSize = 50,
  urlKey,
  defaultSort,
  filters = NO_FILTERS,
  searchLabel,
  empty,
  isLoading = false,
  error = null,
  selection,
  totals = NO_TOTALS,
  toolbarEnd,
  narrow = "stack",
}: DataTableProps<Data>) {
  const captionId = useId();
  const isServer = processing === "server";
  const filterKeys = useMemo(() => filters.map((filter) => filter.key), [filters]);
  const url = useTableUrlState({ urlKey, filterKeys, defaultSort, isServer });
  const [rowSelection, setRowSelection] = useState<RowSelectionState>({});

  const { pageIndex, query } = url;
  // What a hand-written address asks for may be no column; then the given order stands.
  const isColumn = (id: string) => columns.some((column) => columnId(column) === id);
  const sort = [url.sort, defaultSort].find((each) => each && isColumn(each.columnId)) ?? null;
  const chosenFilters = Object.entries(url.filters).filter(([, values]) => values.length > 0);
  const state = {
    sorting: sort ? [{ id: sort.columnId, desc: sort.direction === "desc" }] : [],
    columnFilters: isServer ? [] : chosenFilters.map(([id, value]) => ({ id, value })),
    globalFilter: query,
    pagination: { pageIndex, pageSize },
    rowSelection,
  };
  const isSelectable = selection?.isSelectable;
  const table = useAppTable<Data>({
    data: rows,
    columns,
    getRowId: rowId,
    state,
    manualSorting: isServer,
    manualFiltering: isServer,
    manualPagination: isServer,
    rowCount: isServer ? rowCount : undefined,
    enableRowSelection: isSelectable ? (row) => isSelectable(row.original) : true,
    onRowSelectionChange: setRowSelection,
    onSortingChange: (updater) => {
      const [next] = functionalUpdate(updater, state.sorting);
      url.setSort(next ? { columnId: next.id, direction: next.desc ? "desc" : "asc" } : null);
    },
  });

  const passing = isServer ? (rowCount ?? rows.length) : table.getFilteredRowModel().rows.length;
  const shown = table.getRowModel().rows;
  const isFiltered = query !== "" || chosenFilters.length > 0;
  const ids = Object.keys(rowSelection).filter((id) => rowSelection[id]);
  const known = new Map(rows.map((row) => [rowId(row), row]));
  // Rows that are gone (posted, deleted) or can no longer be chosen leave the selection; with server paging an unknown id
  // is on another page.
  const chosenIds = ids.filter((id) => {
    const row = known.get(id);
    return row === undefined ? isServer : (isSelectable?.(row) ?? true);
  });
  const chosen: TableSelection<Data> = {
    ids: chosenIds,
    rows: chosenIds.flatMap((id) => known.get(id) ?? []),
    clear: () => setRowSelection({}),
  };
  const sortOptions = table
    .getAllLeafColumns()
    .filter((column) => narrow === "stack" && column.getCanSort())
    .map((column) => ({ columnId: column.id, label: columnLabel(column.columnDef) }));
  const hasToolbar = searchLabel !== undefined || filters.length > 0 || toolbarEnd !== undefined;

  if (isLoading)
    return <DataTableSkeleton caption={caption} columnCount={table.getAllLeafColumns().length} />;
  return (
    <div className={classes.frame} data-narrow={narrow}>
      {(hasToolbar || (shown.length > 1 && sortOptions.length > 0)) && (
        <TableToolbar
          caption={caption}
          url={url}
          filters={filters}
          searchLabel={searchLabel ?? null}
          sortOptions={sortOptions}
          end={toolbarEnd}
        />
      )}
      {selection && (
        <TableSelectionBar
          selectedCount={chosen.ids.length}
          hiddenCount={chosen.ids.filter((id) => !shown.some((row) => row.id === id)).length}
          summary={chosen.ids.length > 0 ? selection.summary?.(chosen) : undefined}
          actions={selection.actions(chosen)}
          onClear={chosen.clear}
        />
      )}
      {shown.length === 0 || error ? (
        <TableMessage
          empty={empty}
          isFiltered={isFiltered}
          isPastEnd={passing > 0}
          error={error}
          onClearFilters={url.clearFilters}
          onFirstPage={() => url.setPageIndex(0)}
        />
      ) : (
        <>
          <ScrollRegion labelledBy={captionId}>
            <table role="table" className={classes.table} aria-busy={url.isPending || undefined}>
              <caption id={captionId} className="visually-hidden">
                {caption}
              </caption>
              <TableHead table={table} hasSelection={selection !== undefined} />
              <TableRows table={table} rowLabel={selection?.rowLabel ?? null} totals={totals} />
            </table>
          </ScrollRegion>
          <TablePagination
            caption={caption}
            pageIndex={pageIndex}
            pageSize={pageSize}
            rowCount={passing}
            onPage={url.setPageIndex}
          />
        </>
      )}
    </div>
  );
}
