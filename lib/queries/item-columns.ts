import type { billingItem, charge } from "@/db/schema/billing";
import { formatAmount } from "@/lib/domain/billing/money";

/** What a row of Billing Review and a posted charge show alike; amounts are major units as decimal text. */
export type BilledRow = {
  id: string;
  accountId: string;
  accountName: string;
  contractId: string;
  contractName: string;
  lineId: string;
  lineName: string;
  kind: "regular" | "proration" | "manual";
  periodStartOn: string;
  periodEndOn: string;
  effectiveOn: string;
  units: string | null;
  previousUnits: string | null;
  unitPrice: string | null;
  days: number;
  periodDays: number;
  amount: string;
  currency: string;
  /** One sentence a person can check with a calculator. */
  explanation: string;
  /** The reading behind the units; null where they were typed. */
  readingId: string | null;
};

/** The columns of either table that a `BilledRow` needs besides the names. */
export function billedColumns(from: typeof billingItem | typeof charge) {
  return {
    id: from.id,
    accountId: from.accountId,
    contractId: from.contractId,
    lineId: from.lineId,
    kind: from.kind,
    periodStartOn: from.periodStartOn,
    periodEndOn: from.periodEndOn,
    effectiveOn: from.effectiveOn,
    units: from.units,
    previousUnits: from.previousUnits,
    unitPrice: from.unitPrice,
    days: from.days,
    periodDays: from.periodDays,
    amountMinor: from.amountMinor,
    currency: from.currency,
    explanation: from.explanation,
    readingId: from.readingId,
  };
}

/** Puts the amount into the words of its currency. */
export function withAmount<Row extends { amountMinor: bigint; currency: string }>({
  amountMinor,
  ...row
}: Row): Omit<Row, "amountMinor"> & { amount: string } {
  return { ...row, amount: formatAmount(amountMinor, row.currency) };
}
