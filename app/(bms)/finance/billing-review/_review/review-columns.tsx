"use client";

import { CalendarDate } from "@/app/_components/calendar-date";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { Money } from "@/app/_components/money";
import { StatusBadge } from "@/app/_components/status-badge";
import { Units } from "@/app/_components/units";
import type { ReviewItem } from "@/lib/queries/billing-review";
import { BilledAmount, BilledDays, BilledLine, BilledPeriod } from "../../billing/_charges/billed-cells";
import charges from "../../billing/_charges/charges.module.css";
import { WhyButton } from "../../billing/_charges/why-button";

const helper = createAppColumnHelper<ReviewItem>();

/** Ids of sortable columns are those of `REVIEW_SORTS`: the database sorts. */
export const REVIEW_COLUMNS = helper.columns([
  helper.accessor("accountName", {
    id: "account",
    header: "Service line",
    meta: { width: "27%" },
    cell: ({ row }) => <BilledLine row={row.original} />,
  }),
  helper.accessor("kind", {
    header: "Type and period",
    enableSorting: false,
    cell: ({ row }) => <BilledPeriod row={row.original} />,
  }),
  helper.accessor("effectiveOn", {
    header: "Effective",
    meta: { noWrap: true },
    cell: ({ getValue }) => <CalendarDate on={getValue()} />,
  }),
  helper.accessor("units", {
    header: "Units",
    enableSorting: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row }) => <Units units={row.original.units} previousUnits={row.original.previousUnits} />,
  }),
  helper.accessor("unitPrice", {
    header: "Unit price",
    enableSorting: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) =>
      original.unitPrice ? <Money amount={original.unitPrice} currency={original.currency} /> : "–",
  }),
  helper.accessor("days", {
    header: "Days",
    enableSorting: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row }) => <BilledDays row={row.original} />,
  }),
  helper.accessor("invoiceOn", {
    header: "Status",
    cell: ({ row: { original } }) => (
      <div>
        {original.isDue ? <StatusBadge status="in-review" label="Due" /> : <StatusBadge status="not-due" />}
        <div className={charges.quiet}>
          <CalendarDate on={original.invoiceOn} />
        </div>
      </div>
    ),
  }),
  helper.accessor("amount", {
    header: "Amount",
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => <BilledAmount amount={original.amount} currency={original.currency} />,
  }),
  helper.display({
    id: "why",
    header: () => <span className="visually-hidden">Calculation</span>,
    meta: { label: "Calculation", align: "end" },
    cell: ({ row }) => <WhyButton row={row.original} />,
  }),
]);
