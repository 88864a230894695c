"use client";

import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Money } from "@/app/_components/money";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import type { ComparedLine, LineStanding } from "@/lib/queries/sync-run-comparison";
import { toldReasons } from "../../../_runs/run-in-words";
import classes from "../../../_runs/runs.module.css";

const helper = createAppColumnHelper<ComparedLine>();
const nameOf = (line: ComparedLine) => `${line.accountName}: ${line.lineName}`;

function Standing({ of, empty }: { of: LineStanding | null; empty: string }) {
  return of ? <StatusBadge status={of.state} /> : <span>{empty}</span>;
}

const columns = helper.columns([
  helper.accessor((line) => `${nameOf(line)}, ${line.contractName}`, {
    id: "line",
    header: "Service line",
    meta: { width: "30%" },
    cell: ({ row: { original } }) => (
      <div>
        <TextLink href={`/finance/contracts/${original.contractId}/services/${original.lineId}`} isStrong>
          {nameOf(original)}
        </TextLink>
        <div className={classes.quiet}>{original.contractName}</div>
      </div>
    ),
  }),
  helper.accessor((line) => line.before?.state ?? "none", {
    id: "before",
    header: "Before",
    cell: ({ row: { original } }) => <Standing of={original.before} empty="Not in that run" />,
  }),
  helper.accessor((line) => line.after?.state ?? "none", {
    id: "after",
    header: "Now",
    cell: ({ row: { original } }) => <Standing of={original.after} empty="Not in this run" />,
  }),
  helper.accessor((line) => line.after?.units ?? null, {
    id: "units",
    header: "Units",
    sortFn: "decimal",
    enableGlobalFilter: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => (
      <Units
        units={original.after?.units ?? null}
        previousUnits={original.before?.units ?? null}
        variant="arrow"
      />
    ),
  }),
  helper.accessor((line) => line.after?.perPeriod ?? null, {
    id: "perPeriod",
    header: "Per period",
    sortFn: "decimal",
    enableGlobalFilter: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => <PerPeriod line={original} />,
  }),
  helper.accessor((line) => inWords(line.after?.reasons ?? []), {
    id: "reason",
    header: "Why",
    enableSorting: false,
    cell: ({ getValue }) => getValue() || "–",
  }),
]);

const inWords = (reasons: LineStanding["reasons"]) =>
  toldReasons(reasons)
    .map(({ message }) => message)
    .join(". ");

function PerPeriod({ line: { before, after, currency } }: { line: ComparedLine }) {
  const [from, to] = [before?.perPeriod ?? null, after?.perPeriod ?? null];
  const now = to === null ? "–" : <Money amount={to} currency={currency} />;
  if (from === null || from === to) return now;
  return (
    <span className="numeric">
      <span className="visually-hidden">from </span>
      <Money amount={from} currency={currency} />
      <span aria-hidden="true">{" → "}</span>
      <span className="visually-hidden"> to </span>
      {now}
    </span>
  );
}

/** Lines that changed since the run before, each with what it was and what it is. */
export function ComparedLineTable({ lines }: { lines: readonly ComparedLine[] }) {
  return (
    <DataTable
      caption="Lines that changed"
      rows={lines}
      columns={columns}
      rowId={(line) => line.lineId}
      searchLabel="Search account, service or reason"
      filters={[
        {
          key: "after",
          label: "Now",
          options: [
            { value: "counted", label: "Counted" },
            { value: "held", label: "Held" },
            { value: "unmapped", label: "Unmapped" },
            { value: "unreachable", label: "Unreachable" },
            { value: "broken-rule", label: "Broken rule" },
            { value: "none", label: "Not in this run" },
          ],
        },
      ]}
      empty={{
        title: "No line changed",
        description: "Every line has the outcome, units and money it had before.",
      }}
    />
  );
}
