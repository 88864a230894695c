import { CalendarPeriod } from "@/app/_components/calendar-period";
import { Money } from "@/app/_components/money";
import { TextLink } from "@/app/_components/text-link";
import type { BilledRow } from "@/lib/queries/item-columns";
import classes from "./charges.module.css";

export const KIND_LABELS: Record<BilledRow["kind"], string> = {
  regular: "Regular",
  proration: "Prorated",
  manual: "Manual",
};

/** Names a row: account and service with the way to the service line, the contract below. */
export function BilledLine({ row }: { row: BilledRow }) {
  return (
    <div>
      <TextLink href={`/finance/contracts/${row.contractId}/services/${row.lineId}`} isStrong>
        {row.accountName}: {row.lineName}
      </TextLink>
      <div className={classes.quiet}>{row.contractName}</div>
    </div>
  );
}

/** What kind of item it is, and the period it belongs to. */
export function BilledPeriod({ row }: { row: BilledRow }) {
  return (
    <div>
      <div>{KIND_LABELS[row.kind]}</div>
      <div className={classes.quiet}>
        <CalendarPeriod startOn={row.periodStartOn} endOn={row.periodEndOn} />
      </div>
    </div>
  );
}

/** "21 of 30": the days that are billed, of those the whole period has. */
export function BilledDays({ row }: { row: Pick<BilledRow, "days" | "periodDays"> }) {
  return (
    <span className="numeric">
      {row.days} <span className={classes.quiet}>of {row.periodDays}</span>
    </span>
  );
}

/** The amount, the figure that everything else in the row leads to. */
export function BilledAmount({ amount, currency }: { amount: string; currency: string }) {
  return (
    <span className={classes.amount}>
      <Money amount={amount} currency={currency} isTotal />
    </span>
  );
}
