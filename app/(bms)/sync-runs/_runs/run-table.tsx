"use client";

import { useMemo } from "react";
import { CalendarDate } from "@/app/_components/calendar-date";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Instant } from "@/app/_components/instant";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import type { SyncRunRow } from "@/lib/queries/sync-runs";
import { runDuration, runFault, runStart, TRIGGER_LABELS } from "./run-in-words";
import classes from "./runs.module.css";

const helper = createAppColumnHelper<SyncRunRow>();

const outcome = (id: "lines" | "changed" | "held" | "notCounted", header: string) =>
  helper.accessor((run) => run.summary[id] ?? null, {
    id,
    header,
    sortFn: "basic",
    enableGlobalFilter: false,
    meta: { align: "end", noWrap: true },
    cell: ({ getValue }) => getValue() ?? "–",
  });

const columnsIn = (timeZone: string) =>
  helper.columns([
    helper.accessor("businessOn", {
      header: "Business date",
      meta: { noWrap: true },
      cell: ({ row: { original } }) => (
        <div>
          <TextLink href={`/sync-runs/${original.id}`} isStrong>
            <CalendarDate on={original.businessOn} />
          </TextLink>
          <div className={classes.quiet}>{TRIGGER_LABELS[original.trigger]}</div>
        </div>
      ),
    }),
    helper.accessor("status", {
      header: "Status",
      cell: ({ row: { original } }) => {
        const fault = runFault(original);
        return (
          <div>
            <StatusBadge status={original.status} />
            {fault && <div className={classes.fault}>{fault}</div>}
          </div>
        );
      },
    }),
    helper.accessor("startedAt", {
      header: "Started",
      meta: { noWrap: true },
      cell: ({ row }) => <Instant at={runStart(row.original)} timeZone={timeZone} variant="day-time" />,
    }),
    helper.display({
      id: "duration",
      header: "Duration",
      meta: { align: "end", noWrap: true },
      cell: ({ row }) => runDuration(row.original) ?? "–",
    }),
    outcome("lines", "Lines"),
    outcome("changed", "Changed"),
    outcome("held", "Held"),
    outcome("notCounted", "Not counted"),
  ]);

/** The runs, the newest first; the first cell leads to what each did line by line. */
export function RunTable({ runs, timeZone }: { runs: readonly SyncRunRow[]; timeZone: string }) {
  const columns = useMemo(() => columnsIn(timeZone), [timeZone]);
  return (
    <DataTable
      caption="Sync runs"
      rows={runs}
      columns={columns}
      rowId={(run) => run.id}
      filters={[
        {
          key: "status",
          label: "Status",
          options: [
            { value: "running", label: "Running" },
            { value: "completed", label: "Completed" },
            { value: "failed", label: "Failed" },
            { value: "missed", label: "Missed" },
          ],
        },
      ]}
      empty={{
        title: "No run yet",
        description: "The first one starts by itself tonight, once the IT Glue integration is enabled.",
      }}
    />
  );
}
