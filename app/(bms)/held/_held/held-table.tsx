"use client";

import { Button } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { CalendarDate } from "@/app/_components/calendar-date";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { InlineAlert } from "@/app/_components/inline-alert";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import type { HeldChangeRow } from "@/lib/queries/held-changes";
import { DecideDialog } from "./decide-dialog";
import classes from "./held.module.css";
import { HeldMoney } from "./held-money";

export type Decision = "approve" | "reject";
type HeldTableProps = { changes: readonly HeldChangeRow[]; canDecide: boolean };
type Asked = { change: HeldChangeRow; decision: Decision };

const helper = createAppColumnHelper<HeldChangeRow>();
const nameOf = (change: HeldChangeRow) => `${change.accountName}: ${change.lineName}`;

const SHARED_COLUMNS = [
  helper.accessor((change) => `${nameOf(change)}, ${change.contractName}`, {
    id: "line",
    header: "Service line",
    meta: { width: "27%" },
    cell: ({ row: { original } }) => (
      <div>
        <TextLink href={`/finance/contracts/${original.contractId}/services/${original.lineId}`} isStrong>
          {nameOf(original)}
        </TextLink>
        <div className={classes.quiet}>{original.contractName}</div>
      </div>
    ),
  }),
  helper.accessor("proposedUnits", {
    header: "Units",
    sortFn: "decimal",
    enableGlobalFilter: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => (
      <span className={classes.change}>
        <Units units={original.proposedUnits} previousUnits={original.currentUnits} variant="arrow" />
      </span>
    ),
  }),
  helper.accessor((change) => change.proposedMinor ?? "", {
    id: "money",
    header: "Per period",
    enableSorting: false,
    enableGlobalFilter: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => <HeldMoney change={original} />,
  }),
  helper.accessor("firstSeenOn", {
    header: "Effective from",
    meta: { noWrap: true },
    cell: ({ getValue }) => <CalendarDate on={getValue()} />,
  }),
  helper.accessor((change) => change.reasons.map((reason) => reason.message).join(" "), {
    id: "reasons",
    header: "Why it is held",
    enableSorting: false,
    cell: ({ row: { original } }) => (
      <div className={classes.reasons}>
        {original.reasons.map((reason) => (
          <div key={reason.code}>{reason.message}</div>
        ))}
        <TextLink href={`/receipts/${original.readingId}`}>
          Receipt<span className="visually-hidden"> of {nameOf(original)}</span>
        </TextLink>
      </div>
    ),
  }),
];

/** The open held changes; deciding one asks for a reason. */
export function HeldTable({ changes, canDecide }: HeldTableProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [news, setNews] = useState<string | null>(null);
  const columns = useMemo(
    () =>
      helper.columns([
        ...SHARED_COLUMNS,
        ...(canDecide
          ? [
              helper.display({
                id: "decide",
                header: () => <span className="visually-hidden">Decide</span>,
                meta: { label: "Decide", align: "end" },
                cell: ({ row: { original } }) => (
                  <div className={classes.decide}>
                    <Button
                      size="xs"
                      aria-label={`Approve ${nameOf(original)}`}
                      onClick={() => setAsked({ change: original, decision: "approve" })}
                    >
                      Approve
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={`Reject ${nameOf(original)}`}
                      onClick={() => setAsked({ change: original, decision: "reject" })}
                    >
                      Reject
                    </Button>
                  </div>
                ),
              }),
            ]
          : []),
      ]),
    [canDecide],
  );
  return (
    <>
      {news && (
        <div className={classes.news}>
          <InlineAlert
            tone="ok"
            isLive
            action={<TextLink href="/finance/billing-review">Open Billing Review</TextLink>}
          >
            {news}
          </InlineAlert>
        </div>
      )}
      <DataTable
        caption="Changes of units that wait for a decision"
        rows={changes}
        columns={columns}
        rowId={(change) => change.id}
        searchLabel={changes.length > 5 ? "Search account, contract or service" : undefined}
        defaultSort={{ columnId: "firstSeenOn", direction: "asc" }}
        empty={{
          icon: <IconCircleCheck size={26} stroke={1.5} />,
          title: "Nothing is held",
          description: "Every change of the last nights was within the limits and is in Billing Review.",
          action: <TextLink href="/sync-runs">Open sync runs</TextLink>,
        }}
      />
      {asked && (
        <DecideDialog
          // The row as it is now: a later night may have replaced the count while the dialog was open.
          change={changes.find((change) => change.id === asked.change.id) ?? null}
          seen={asked.change}
          decision={asked.decision}
          onDecided={() => {
            const { change, decision } = asked;
            setNews(
              decision === "approve"
                ? `Approved: ${nameOf(change)} bills the new units; the change is in Billing Review.`
                : `Rejected: ${nameOf(change)} keeps its units until the count differs again.`,
            );
            setAsked(null);
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
