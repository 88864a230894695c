"use client";

import { useMemo } from "react";
import { ButtonLink } from "@/app/_components/button-link";
import { CalendarDate } from "@/app/_components/calendar-date";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { ACTION_WORDS, jobInWords, stepsOf } from "@/lib/domain/automation/job-in-words";
import type { BillingJobRow } from "@/lib/queries/billing-jobs";
import { JOBS, RUN_LOOKS, scopeInWords } from "./job-words";
import classes from "./jobs.module.css";
import { RunMoney } from "./run-money";

const column = createAppColumnHelper<BillingJobRow>();

const COLUMNS = column.columns([
  column.accessor("name", {
    header: "Job",
    meta: { isRowHeader: true },
    cell: ({ row: { original } }) => (
      <>
        <TextLink href={`${JOBS}/${original.id}`} isStrong>
          {original.name}
        </TextLink>
        <div className={classes.words}>{scopeInWords(original.scope)}</div>
      </>
    ),
  }),
  column.accessor((job) => ACTION_WORDS[job.action], { id: "action", header: "Action" }),
  column.accessor((job) => jobInWords(job), { id: "schedule", header: "Schedule", enableSorting: false }),
  column.accessor("nextRunOn", {
    header: "Next run",
    meta: { noWrap: true },
    cell: ({ row: { original } }) => <CalendarDate on={original.nextRunOn} empty="None" />,
  }),
  column.accessor((job) => job.lastRun?.businessOn ?? "", {
    id: "lastRun",
    header: "Last run",
    enableGlobalFilter: false,
    cell: ({ row: { original } }) => <LastRun job={original} />,
  }),
  column.accessor((job) => (job.isActive ? "active" : "inactive"), {
    id: "status",
    header: "Status",
    cell: ({ row: { original } }) => <StatusBadge status={original.isActive ? "active" : "inactive"} />,
  }),
]);

/** Every job of the company; the first cell leads to its runs. */
export function JobsTable({ jobs, canManage }: { jobs: readonly BillingJobRow[]; canManage: boolean }) {
  const columns = useMemo(() => COLUMNS, []);
  return (
    <DataTable
      caption="Billing jobs"
      rows={jobs}
      columns={columns}
      rowId={(job) => job.id}
      searchLabel="Search jobs"
      defaultSort={{ columnId: "name", direction: "asc" }}
      filters={[
        {
          key: "status",
          label: "Status",
          choose: "one",
          options: [
            { value: "active", label: "Active" },
            { value: "inactive", label: "Inactive" },
          ],
        },
      ]}
      empty={{
        title: "No jobs yet",
        description:
          "A job posts, bills and sends by itself on its days. Until there is one, people do it in Billing Review and Billing.",
        action: canManage && <ButtonLink href={`${JOBS}/new`}>Add job</ButtonLink>,
      }}
    />
  );
}

function LastRun({ job: { id, action, lastRun } }: { job: BillingJobRow }) {
  if (lastRun === null) return "Never";
  const { posts, bills } = stepsOf(action);
  return (
    <>
      <TextLink href={`${JOBS}/${id}/runs/${lastRun.id}`}>
        <CalendarDate on={lastRun.businessOn} />
      </TextLink>{" "}
      <StatusBadge {...RUN_LOOKS[lastRun.status]} />
      {lastRun.summary && (
        <div className={classes.words}>
          {posts && (
            <>
              Posted <RunMoney money={lastRun.summary.posted} />
            </>
          )}
          {posts && bills && ", "}
          {bills && (
            <>
              invoiced <RunMoney money={lastRun.summary.invoiced} />
            </>
          )}
        </div>
      )}
    </>
  );
}
