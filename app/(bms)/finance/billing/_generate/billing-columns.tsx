"use client";

import { CalendarDate } from "@/app/_components/calendar-date";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { Money } from "@/app/_components/money";
import { StatusBadge } from "@/app/_components/status-badge";
import { Units } from "@/app/_components/units";
import type { OpenCharge } from "@/lib/queries/billing";
import { BilledAmount, BilledDays, BilledLine, BilledPeriod, KIND_LABELS } from "../_charges/billed-cells";
import charges from "../_charges/charges.module.css";
import { WhyButton } from "../_charges/why-button";

const helper = createAppColumnHelper<OpenCharge>();

export const BILLING_COLUMNS = helper.columns([
  helper.accessor((charge) => `${charge.accountName}: ${charge.lineName}, ${charge.contractName}`, {
    id: "line",
    header: "Service line",
    meta: { width: "27%" },
    cell: ({ row }) => <BilledLine row={row.original} />,
  }),
  helper.accessor((charge) => KIND_LABELS[charge.kind], {
    id: "kind",
    header: "Type and period",
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
    enableGlobalFilter: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row }) => <Units units={row.original.units} previousUnits={row.original.previousUnits} />,
  }),
  helper.accessor("unitPrice", {
    header: "Unit price",
    enableSorting: false,
    enableGlobalFilter: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) =>
      original.unitPrice ? <Money amount={original.unitPrice} currency={original.currency} /> : "–",
  }),
  helper.accessor("days", {
    header: "Days",
    enableSorting: false,
    enableGlobalFilter: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row }) => <BilledDays row={row.original} />,
  }),
  helper.accessor("postedBy", {
    header: "Status",
    enableSorting: false,
    cell: ({ getValue }) => (
      <div>
        <StatusBadge status="posted" />
        <div className={charges.quiet}>by {getValue()}</div>
      </div>
    ),
  }),
  helper.accessor("openAmount", {
    header: "To invoice",
    sortFn: "decimal",
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => (
      <div>
        <BilledAmount amount={original.openAmount} currency={original.currency} />
        {original.openAmount !== original.amount && (
          <div className={charges.quiet}>
            of <Money amount={original.amount} currency={original.currency} />
          </div>
        )}
      </div>
    ),
  }),
  helper.display({
    id: "why",
    header: () => <span className="visually-hidden">Calculation</span>,
    meta: { label: "Calculation", align: "end" },
    cell: ({ row }) => <WhyButton row={row.original} of="charge" />,
  }),
]);
