// biome-ignore-all lint/a11y/noRedundantRoles: stacked rows are laid out as blocks; some browsers then drop the roles of a table.
"use client";

import { Checkbox } from "@mantine/core";
import { IconArrowDown, IconArrowsUpDown, IconArrowUp } from "@tabler/icons-react";
import type { RowData } from "@tanstack/react-table";
import type { AppTable } from "./app-table";
import classes from "./data-table.module.css";

const ARIA_SORT = { asc: "ascending", desc: "descending" } as const;

type TableHeadProps<Data extends RowData> = { table: AppTable<Data>; hasSelection: boolean };

/** The header row: what can be sorted is a button, and the sorted column says so to everyone. */
export function TableHead<Data extends RowData>({ table, hasSelection }: TableHeadProps<Data>) {
  return (
    <thead role="rowgroup">
      {table.getHeaderGroups().map((group) => (
        <tr key={group.id} role="row">
          {hasSelection && (
            <th scope="col" role="columnheader" className={classes.selectCell}>
              <Checkbox
                size="xs"
                aria-label="Select all rows on this page"
                checked={table.getIsAllPageRowsSelected()}
                indeterminate={table.getIsSomePageRowsSelected() && !table.getIsAllPageRowsSelected()}
                onChange={(event) => table.toggleAllPageRowsSelected(event.currentTarget.checked)}
              />
            </th>
          )}
          {group.headers.map((header) => {
            const { column } = header;
            const meta = column.columnDef.meta;
            const sorted = column.getIsSorted();
            const canSort = column.getCanSort();
            const SortIcon =
              sorted === "asc" ? IconArrowUp : sorted === "desc" ? IconArrowDown : IconArrowsUpDown;
            const words = header.isPlaceholder ? null : <table.FlexRender header={header} />;
            return (
              <th
                key={header.id}
                scope="col"
                role="columnheader"
                colSpan={header.colSpan > 1 ? header.colSpan : undefined}
                aria-sort={sorted ? ARIA_SORT[sorted] : undefined}
                data-align={meta?.align}
                style={{ width: meta?.width }}
              >
                {canSort ? (
                  <button
                    type="button"
                    className={classes.sort}
                    data-sorted={Boolean(sorted)}
                    onClick={() => column.toggleSorting()}
                  >
                    {words}
                    <SortIcon size={14} stroke={1.8} aria-hidden="true" />
                  </button>
                ) : (
                  words
                )}
              </th>
            );
          })}
        </tr>
      ))}
    </thead>
  );
}
