"use client";

import { CalendarDate } from "@/app/_components/calendar-date";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { Money } from "@/app/_components/money";
import { StatusBadge } from "@/app/_components/status-badge";
import { Units } from "@/app/_components/units";
import { decimal, formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import type { ReviewItem } from "@/lib/queries/billing-review";
import { marginOf } from "../../../admin/finance/services/_components/margin";
import { BilledAmount, BilledDays, BilledLine, BilledPeriod } from "../../billing/_charges/billed-cells";
import charges from "../../billing/_charges/charges.module.css";
import { WhyButton } from "../../billing/_charges/why-button";

const helper = createAppColumnHelper<ReviewItem>();

const SOURCES = { "flexible-assets": "Flexible assets", override: "Override", manual: "Manual" } as const;

/** Columns that a person adds; the table stays readable without them. */
export const FURTHER_COLUMNS = [
  { id: "description", label: "Description" },
  { id: "change", label: "Change of units" },
  { id: "unitCost", label: "Unit cost" },
  { id: "margin", label: "Margin" },
  { id: "isTaxable", label: "Taxable" },
  { id: "source", label: "Source" },
] as const;

/** Units gained or lost against the day before; a regular item has none. */
function changeOf({ units, previousUnits }: ReviewItem): string | null {
  if (units === null || previousUnits === null) return null;
  const change = decimal(units, UNITS_SCALE) - decimal(previousUnits, UNITS_SCALE);
  return `${change > 0n ? "+" : ""}${formatDecimal(change, UNITS_SCALE)}`;
}

/** What the table leaves to its further columns, in the drawer always. */
function factsOf(item: ReviewItem) {
  const margin = marginOf(item.unitPrice ?? "", item.unitCost);
  return [
    ...(item.description ? [{ label: "Description", value: item.description }] : []),
    {
      label: "Unit cost",
      value: item.unitCost ? <Money amount={item.unitCost} currency={item.currency} /> : "Not known",
    },
    ...(margin
      ? [{ label: "Margin of a unit", value: <Money amount={margin.amount} currency={item.currency} /> }]
      : []),
    { label: "Taxable", value: item.isTaxable ? "Yes" : "No" },
    { label: "Source of the units", value: SOURCES[item.source] },
  ];
}

/** Ids of sortable columns are those of `REVIEW_SORTS`: the database sorts. */
export const REVIEW_COLUMNS = helper.columns([
  helper.accessor("accountName", {
    id: "account",
    header: "Service line",
    meta: { width: "27%" },
    cell: ({ row }) => <BilledLine row={row.original} />,
  }),
  helper.accessor("description", {
    header: "Description",
    enableSorting: false,
    meta: { width: "16%" },
    cell: ({ getValue }) => getValue() || "–",
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
    cell: ({ row: { original } }) => (
      <div>
        <Units units={original.units} previousUnits={original.previousUnits} />
        {original.isStale && (
          <div>
            <StatusBadge status="stale" />
          </div>
        )}
      </div>
    ),
  }),
  helper.accessor("unitPrice", {
    header: "Unit price",
    enableSorting: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) =>
      original.unitPrice ? <Money amount={original.unitPrice} currency={original.currency} /> : "–",
  }),
  helper.display({
    id: "change",
    header: "Change of units",
    meta: { align: "end", noWrap: true },
    cell: ({ row }) => changeOf(row.original) ?? "–",
  }),
  helper.accessor("unitCost", {
    header: "Unit cost",
    enableSorting: false,
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) =>
      original.unitCost ? <Money amount={original.unitCost} currency={original.currency} /> : "–",
  }),
  helper.display({
    id: "margin",
    header: "Margin",
    meta: { align: "end", noWrap: true },
    cell: ({ row: { original } }) => {
      const margin = marginOf(original.unitPrice ?? "", original.unitCost);
      if (!margin) return "–";
      return (
        <div>
          <Money amount={margin.amount} currency={original.currency} />
          {margin.percent !== null && <div className={charges.quiet}>{margin.percent} %</div>}
        </div>
      );
    },
  }),
  helper.accessor("isTaxable", {
    header: "Taxable",
    enableSorting: false,
    cell: ({ getValue }) => (getValue() ? "Yes" : "No"),
  }),
  helper.accessor("source", {
    header: "Source",
    enableSorting: false,
    cell: ({ getValue }) => SOURCES[getValue()],
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
    cell: ({ row }) => <WhyButton row={row.original} of="item" facts={factsOf(row.original)} />,
  }),
]);
