// biome-ignore-all lint/a11y/noRedundantRoles: stacked rows are laid out as blocks; some browsers then drop the roles of a table.
import type { ReactNode } from "react";
import classes from "./data-table/data-table.module.css";
import { ScrollRegion } from "./scroll-region";

export type PlainColumn = {
  key: string;
  header: string;
  align?: "start" | "end";
  noWrap?: boolean;
  width?: string;
};
export type PlainRow = { key: string; cells: Record<string, ReactNode> };

export type PlainTableProps = {
  /** What the table lists; heard by screen readers, not shown. */
  caption: string;
  /** The first column names the row. */
  columns: readonly PlainColumn[];
  rows: readonly PlainRow[];
  totals?: readonly PlainRow[];
  narrow?: "stack" | "scroll";
};

/** A short table that needs no sorting, filtering or paging: part of a page, a receipt, an invoice. Needs no script. */
export function PlainTable({ caption, columns, rows, totals = [], narrow = "stack" }: PlainTableProps) {
  const line = (row: PlainRow) => (
    <tr key={row.key} role="row">
      {columns.map((column, index) => {
        const Cell = index === 0 ? "th" : "td";
        const content = row.cells[column.key];
        return (
          <Cell
            key={column.key}
            role={index === 0 ? "rowheader" : "cell"}
            scope={index === 0 ? "row" : undefined}
            data-align={column.align}
            data-no-wrap={column.noWrap || undefined}
            data-label={column.header}
            data-empty={content === undefined || undefined}
          >
            <div>{content}</div>
          </Cell>
        );
      })}
    </tr>
  );
  return (
    <div data-narrow={narrow}>
      <ScrollRegion label={caption}>
        <table role="table" className={classes.table}>
          <caption className="visually-hidden">{caption}</caption>
          <thead role="rowgroup">
            <tr role="row">
              {columns.map((column) => (
                <th
                  key={column.key}
                  scope="col"
                  role="columnheader"
                  data-align={column.align}
                  style={{ width: column.width }}
                >
                  {column.header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">{rows.map(line)}</tbody>
          {totals.length > 0 && <tfoot role="rowgroup">{totals.map(line)}</tfoot>}
        </table>
      </ScrollRegion>
    </div>
  );
}
