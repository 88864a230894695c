"use client";

import { useMemo } from "react";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { ExplainedChange } from "@/app/_components/explained-change";
import type { Status } from "@/app/_components/status";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import type { ExplainedChange as Explained } from "@/lib/queries/explained-changes";
import type { SyncRunLineRow } from "@/lib/queries/sync-runs";
import { byInterest, toldReasons } from "../../_runs/run-in-words";
import classes from "../../_runs/runs.module.css";

const helper = createAppColumnHelper<SyncRunLineRow>();
const nameOf = (line: SyncRunLineRow) => `${line.accountName}: ${line.lineName}`;

const OUTCOME_LABELS: Record<SyncRunLineRow["outcome"], string> = {
  changed: "Changed",
  unchanged: "Unchanged",
  held: "Held",
  "not-counted": "Not counted",
};

/** A line that was not counted shows why in its badge: unmapped, unreachable, broken rule. */
function outcomeStatus({ outcome, state }: SyncRunLineRow): { status: Status; label?: string } {
  if (outcome === "changed") return { status: "issued", label: "Changed" };
  if (outcome === "unchanged") return { status: "counted", label: "Unchanged" };
  return outcome === "held" ? { status: "held" } : { status: state };
}

/** Why units changed, by reading id, in words for the screen and its search. */
type Explanations = { changes: Record<string, Explained>; timeZone: string };

const columnsOf = ({ changes, timeZone }: Explanations) =>
  helper.columns([
    helper.accessor((line) => `${nameOf(line)}, ${line.contractName}`, {
      id: "line",
      header: "Service line",
      meta: { width: "34%" },
      cell: ({ row: { original } }) => (
        <div>
          <TextLink href={`/finance/contracts/${original.contractId}/services/${original.lineId}`} isStrong>
            {nameOf(original)}
          </TextLink>
          <div className={classes.quiet}>{original.contractName}</div>
        </div>
      ),
    }),
    helper.accessor("outcome", {
      header: "Outcome",
      cell: ({ row: { original } }) => <StatusBadge {...outcomeStatus(original)} />,
    }),
    helper.accessor("units", {
      header: "Units",
      sortFn: "decimal",
      enableGlobalFilter: false,
      meta: { align: "end", noWrap: true },
      cell: ({ row: { original } }) => (
        <Units
          units={original.units}
          previousUnits={original.previousUnits}
          variant="arrow"
          empty="None yet"
        />
      ),
    }),
    helper.accessor(
      (line) =>
        [
          ...toldReasons(line.reasons).map((reason) => reason.message),
          changes[line.readingId ?? ""]?.sentence,
        ].join(" "),
      {
        id: "reason",
        header: "Why",
        enableSorting: false,
        cell: ({ row: { original } }) => {
          const change = changes[original.readingId ?? ""];
          const reasons = toldReasons(original.reasons);
          if (reasons.length === 0 && !change) return "–";
          return (
            <>
              {reasons.map((reason) => (
                <div key={`${reason.code} ${reason.message}`}>{reason.message}</div>
              ))}
              <ExplainedChange change={change} timeZone={timeZone} />
            </>
          );
        },
      },
    ),
    helper.accessor("readingId", {
      id: "receipt",
      header: () => <span className="visually-hidden">Receipt</span>,
      enableSorting: false,
      enableGlobalFilter: false,
      meta: { label: "Receipt", align: "end" },
      cell: ({ row: { original } }) =>
        original.readingId ? (
          <TextLink href={`/receipts/${original.readingId}`}>
            Receipt<span className="visually-hidden"> of {nameOf(original)}</span>
          </TextLink>
        ) : (
          "–"
        ),
    }),
  ]);

/** What a run did to each line, what needs a person first, with the way to what was counted. */
export function RunLineTable({
  lines,
  changes,
  timeZone,
}: Explanations & { lines: readonly SyncRunLineRow[] }) {
  const columns = useMemo(() => columnsOf({ changes, timeZone }), [changes, timeZone]);
  const rows = useMemo(() => byInterest(lines), [lines]);
  return (
    <DataTable
      caption="Lines of this run"
      rows={rows}
      columns={columns}
      rowId={(line) => line.lineId}
      searchLabel="Search account, service or reason"
      filters={[
        {
          key: "outcome",
          label: "Outcome",
          options: Object.entries(OUTCOME_LABELS).map(([value, label]) => ({ value, label })),
        },
      ]}
      empty={{
        title: "No line was counted",
        description:
          "No service line that counts flexible assets was active, or the run did not get that far.",
      }}
    />
  );
}
