// biome-ignore-all lint/a11y/noRedundantRoles: stacked rows are laid out as blocks; some browsers then drop the roles of a table.
"use client";

import { Checkbox } from "@mantine/core";
import type { RowData } from "@tanstack/react-table";
import type { ReactNode } from "react";
import type { AppTable } from "./app-table";
import { columnLabel } from "./column-label";
import classes from "./data-table.module.css";

/** One line of totals; the server adds it up, exactly. `cells` is keyed by column id. */
export type TableTotal = { label: string; cells: Record<string, ReactNode> };

type TableRowsProps<Data extends RowData> = {
  table: AppTable<Data>;
  rowLabel: ((row: Data) => string) | null;
  totals: readonly TableTotal[];
};

/** The body and the totals. The cell that names a row is its header; its link is the way into the row. */
export function TableRows<Data extends RowData>({ table, rowLabel, totals }: TableRowsProps<Data>) {
  const columns = table.getAllLeafColumns();
  const namingColumn = columns.find((column) => column.columnDef.meta?.isRowHeader) ?? columns[0];
  return (
    <>
      <tbody role="rowgroup">
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id} role="row" data-selected={row.getIsSelected() || undefined}>
            {rowLabel && (
              <td role="cell" className={classes.selectCell}>
                <Checkbox
                  size="xs"
                  aria-label={`Select ${rowLabel(row.original)}`}
                  checked={row.getIsSelected()}
                  disabled={!row.getCanSelect()}
                  onChange={row.getToggleSelectedHandler()}
                />
              </td>
            )}
            {row.getAllCells().map((cell) => {
              const { column } = cell;
              const isNaming = column === namingColumn;
              const Cell = isNaming ? "th" : "td";
              return (
                <Cell
                  key={cell.id}
                  role={isNaming ? "rowheader" : "cell"}
                  scope={isNaming ? "row" : undefined}
                  data-align={column.columnDef.meta?.align}
                  data-no-wrap={column.columnDef.meta?.noWrap || undefined}
                  data-label={columnLabel(column.columnDef)}
                >
                  <div>
                    <table.FlexRender cell={cell} />
                  </div>
                </Cell>
              );
            })}
          </tr>
        ))}
      </tbody>
      {totals.length > 0 && (
        <tfoot role="rowgroup">
          {totals.map((total) => (
            <tr key={total.label} role="row">
              {rowLabel && <td role="cell" className={classes.selectCell} />}
              {columns.map((column) => {
                const isNaming = column === namingColumn;
                const Cell = isNaming ? "th" : "td";
                const content = isNaming ? total.label : total.cells[column.id];
                return (
                  <Cell
                    key={column.id}
                    role={isNaming ? "rowheader" : "cell"}
                    scope={isNaming ? "row" : undefined}
                    data-align={column.columnDef.meta?.align}
                    data-label={columnLabel(column.columnDef)}
                    data-empty={content === undefined || undefined}
                  >
                    <div>{content}</div>
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tfoot>
      )}
    </>
  );
}
