"use client";

import { useMemo } from "react";
import { CalendarDate } from "@/app/_components/calendar-date";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Instant } from "@/app/_components/instant";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { type JobAction, stepsOf } from "@/lib/domain/automation/job-in-words";
import type { JobRunRow } from "@/lib/queries/billing-jobs";
import { JOBS, RUN_LOOKS, runNote, TRIGGER_WORDS } from "../../_jobs/job-words";
import classes from "../../_jobs/jobs.module.css";
import { RunMoney } from "../../_jobs/run-money";

const column = createAppColumnHelper<JobRunRow>();

type RunsTableProps = { jobId: string; action: JobAction; runs: readonly JobRunRow[]; timeZone: string };

/** The runs of a job, the newest first; the first cell leads to what each did. */
export function RunsTable({ jobId, action, runs, timeZone }: RunsTableProps) {
  const columns = useMemo(() => columnsOf(jobId, action, timeZone), [jobId, action, timeZone]);
  return (
    <DataTable
      caption="Runs"
      rows={runs}
      columns={columns}
      rowId={(run) => run.id}
      filters={[
        {
          key: "trigger",
          label: "Started by",
          options: Object.entries(TRIGGER_WORDS).map(([value, label]) => ({ value, label })),
        },
      ]}
      empty={{
        title: "No run yet",
        description: "The first one starts by itself on its day. Dry run shows what it would do today.",
      }}
    />
  );
}

function columnsOf(jobId: string, action: JobAction, timeZone: string) {
  const { posts, bills, sends } = stepsOf(action);
  return column.columns([
    column.accessor("businessOn", {
      header: "Run for",
      meta: { isRowHeader: true, noWrap: true },
      cell: ({ row: { original } }) => (
        <TextLink href={`${JOBS}/${jobId}/runs/${original.id}`} isStrong>
          <CalendarDate on={original.businessOn} />
        </TextLink>
      ),
    }),
    column.accessor("trigger", {
      header: "Started",
      cell: ({ row: { original } }) => (
        <>
          {TRIGGER_WORDS[original.trigger]}
          <div className={classes.words}>
            <Instant at={original.startedAt} timeZone={timeZone} />
            {original.trigger !== "schedule" && `, ${original.startedBy}`}
          </div>
        </>
      ),
    }),
    column.accessor("status", {
      header: "Status",
      cell: ({ row: { original } }) => (
        <>
          <StatusBadge {...RUN_LOOKS[original.status]} />
          {runNote(original) && <div className={classes.words}>{runNote(original)}</div>}
        </>
      ),
    }),
    ...(posts
      ? [
          column.accessor((run) => run.summary?.postedItems ?? null, {
            id: "posted",
            header: "Posted",
            enableGlobalFilter: false,
            meta: { align: "end" },
            cell: ({ row: { original } }) =>
              original.summary && (
                <>
                  <RunMoney money={original.summary.posted} />
                  <div className={classes.words}>
                    {original.summary.postedItems === 1 ? "1 item" : `${original.summary.postedItems} items`}
                  </div>
                </>
              ),
          }),
        ]
      : []),
    ...(bills
      ? [
          column.accessor((run) => run.summary?.invoices ?? null, {
            id: "invoiced",
            header: "Invoiced",
            enableGlobalFilter: false,
            meta: { align: "end" },
            cell: ({ row: { original } }) =>
              original.summary && (
                <>
                  <RunMoney money={original.summary.invoiced} />
                  <div className={classes.words}>
                    {original.summary.invoices === 1 ? "1 invoice" : `${original.summary.invoices} invoices`}
                  </div>
                </>
              ),
          }),
        ]
      : []),
    ...(sends
      ? [
          column.accessor((run) => run.summary?.queuedMails ?? null, {
            id: "mails",
            header: "E-mails",
            enableGlobalFilter: false,
            meta: { align: "end" },
          }),
        ]
      : []),
    column.accessor((run) => run.summary?.passedOver.length ?? null, {
      id: "passedOver",
      header: "Passed over",
      enableGlobalFilter: false,
      meta: { align: "end" },
    }),
  ]);
}
