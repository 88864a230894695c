"use client";

import { CalendarDate } from "@/app/_components/calendar-date";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Money } from "@/app/_components/money";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import type { PlannedRow } from "@/lib/inputs/import/import-plan";
import classes from "./import.module.css";

const column = createAppColumnHelper<PlannedRow>();

const OUTCOMES = {
  new: { status: "active", label: "New" },
  "already-there": { status: "inactive", label: "Already there" },
  faulty: { status: "failed", label: "Has faults" },
} as const;

const COLUMNS = column.columns([
  column.accessor("row", { header: "Row", meta: { noWrap: true, width: "5rem" } }),
  column.accessor("account", { header: "Account" }),
  column.accessor("contract", { header: "Contract" }),
  column.accessor("line", { header: "Service line", meta: { isRowHeader: true } }),
  column.accessor("bills", {
    header: "Bills",
    enableSorting: false,
    cell: ({ row: { original } }) => (
      <>
        {original.bills || "–"}
        {original.notes.map((note) => (
          <div key={note} className={classes.muted}>
            {note}
          </div>
        ))}
      </>
    ),
  }),
  column.accessor((row) => row.unitPrice ?? "", {
    id: "unitPrice",
    header: "Unit price",
    sortFn: "decimal",
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) =>
      original.unitPrice !== null && original.currency !== null ? (
        <Money amount={original.unitPrice} currency={original.currency} />
      ) : (
        "–"
      ),
  }),
  column.accessor((row) => row.startOn ?? "", {
    id: "startOn",
    header: "Start",
    meta: { noWrap: true, label: "Start date" },
    cell: ({ row: { original } }) => <CalendarDate on={original.startOn} empty="–" />,
  }),
  column.accessor("outcome", {
    header: "Outcome",
    cell: ({ row: { original } }) => <StatusBadge {...OUTCOMES[original.outcome]} />,
  }),
]);

/** What each row of the file would make. */
export function RowsTable({ rows }: { rows: readonly PlannedRow[] }) {
  const outcomes = (Object.keys(OUTCOMES) as PlannedRow["outcome"][]).filter((outcome) =>
    rows.some((row) => row.outcome === outcome),
  );
  return (
    <SectionCard title="Rows" padding="flush">
      <DataTable
        caption="Rows of the file"
        urlKey="rows"
        rows={rows}
        columns={COLUMNS}
        rowId={({ row }) => `${row}`}
        searchLabel={rows.length > 5 ? "Search rows" : undefined}
        filters={
          outcomes.length > 1
            ? [
                {
                  key: "outcome",
                  label: "Outcome",
                  options: outcomes.map((value) => ({ value, label: OUTCOMES[value].label })),
                },
              ]
            : []
        }
        empty={{ title: "No rows" }}
      />
    </SectionCard>
  );
}
