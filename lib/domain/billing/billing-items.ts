import type { Temporal } from "temporal-polyfill";
import { type BillingPeriod, type ContractTerms, periodAfter, periodOwning } from "./billing-period";
import { compareDays, type DayRange, daysIn, isBefore, isEmpty, lastDay, later } from "./calendar";
import { capped, type Draft, isDue } from "./draft";
import { explain, type ItemPart, partsOf } from "./explanation";
import { type LineAccount, type LineTerms, lineAccount } from "./line-account";
import { type PostedCharge, type PostedPeriod, postedPeriods } from "./posted-periods";
import { draftItems } from "./proration";

import { isSameLevel, NOT_BILLED } from "./unit-segments";

/** Everything the amount of a line depends on; no clock, no database, no locale. */
export type BillingInput = {
  currency: string;
  contract: ContractTerms;
  line: LineTerms;
  posted: readonly PostedCharge[];
  /** Inclusive days. */
  window: { fromOn: Temporal.PlainDate; toOn: Temporal.PlainDate };
  /** Knowledge time: segments recorded later are ignored. Null: all are known. */
  asOf: Temporal.Instant | null;
  /** Whether regular items of 0.00 are listed where units or price truly are zero (proration.md R27). */
  listsZeroItems?: boolean;
  /** Whether credits that are cut whole are listed too, as items of nothing: no bill has them, but an explanation does. */
  listsWithheld?: boolean;
};

/** A row of Billing Review. Units have 4 places, prices 8; all days are inclusive. */
export type BillingItem = {
  kind: "regular" | "proration";
  periodStartOn: Temporal.PlainDate;
  periodEndOn: Temporal.PlainDate;
  effectiveOn: Temporal.PlainDate;
  /** When it becomes due: a regular item on the period's first or last day, a proration on its effective date. */
  invoiceOn: Temporal.PlainDate;
  /** End-billed regular items: the units of the last day; `parts` has each stretch. */
  units: bigint;
  previousUnits: bigint | null;
  unitPrice: bigint;
  previousUnitPrice: bigint | null;
  days: number;
  periodDays: number;
  amountMinor: bigint;
  /** What its date is entitled to, and what is posted for it already: `amount = due − posted + cut`. */
  dueMinor: bigint;
  postedMinor: bigint;
  cutMinor: bigint;
  parts: ItemPart[];
  explanation: string;
};

/**
 * The items of one contract line that are still to be posted, in the order of period and effective date: regular ones whose
 * invoice day lies in the window, prorations effective on or before its last day, however old (design.md 8).
 * Throws `BillingFault` where the line cannot be billed.
 */
export function billingItems(input: BillingInput): BillingItem[] {
  const account = lineAccount(input.currency, input.contract, input.line, input.asOf);
  const posted = postedPeriods(input.contract, input.posted);
  return periodsToBill(account, posted, input.window.toOn).flatMap((period) => {
    const charges = posted.get(period.range.from.toString());
    const drafted = draftItems(account, period, charges, input.listsZeroItems ?? false);
    const listed = drafted.filter((draft) => isListed(draft, input));
    const drafts = capped(listed, charges?.balanceMinor ?? 0n).filter(
      (draft) => isDue(draft) || input.listsWithheld === true,
    );
    return drafts.map((draft) => itemOf(draft, account));
  });
}

/** Identity of an item among those of its line: at most one unposted item has it (design.md 8). */
export function itemKey(item: Pick<BillingItem, "kind" | "periodStartOn" | "effectiveOn">): string {
  return `${item.kind}/${item.periodStartOn}/${item.effectiveOn}`;
}

/** Every period served up to the window's end, and every posted one, in their order. */
function periodsToBill(
  { contract, service }: LineAccount,
  posted: ReadonlyMap<string, PostedPeriod>,
  toOn: Temporal.PlainDate,
): BillingPeriod[] {
  const periods = new Map([...posted].map(([key, { period }]) => [key, period]));
  const lastOn = isBefore(toOn, service.until) ? toOn : isEmpty(service) ? null : lastDay(service);
  if (lastOn !== null && !isBefore(lastOn, service.from)) {
    let period = periodOwning(contract, service.from);
    while (!isBefore(lastOn, period.range.from)) {
      periods.set(period.range.from.toString(), period);
      period = periodAfter(contract, period);
    }
  }
  return [...periods.values()].sort((a, b) => compareDays(a.range.from, b.range.from));
}

function isListed(draft: Draft, { window }: BillingInput): boolean {
  const invoiceOn = invoiceDay(draft);
  if (isBefore(window.toOn, invoiceOn)) return false;
  return draft.kind === "proration" || !isBefore(invoiceOn, window.fromOn);
}

function invoiceDay({ kind, period, range, effectiveOn }: Draft): Temporal.PlainDate {
  return kind === "regular" && period.issueInvoiceOn === "end" ? lastDay(range) : effectiveOn;
}

function itemOf(draft: Draft, { currency }: LineAccount): BillingItem {
  const { kind, period, range, effectiveOn, level, previous } = draft;
  const rate = { periodDays: period.days, currency };
  // Where billing begins or ends, the price is the one of its only side.
  const isEnd = isSameLevel(level, NOT_BILLED);
  const before = previous !== null && isSameLevel(previous, NOT_BILLED) ? level : previous;
  const parts = partsOf(draft, rate);
  return {
    kind,
    periodStartOn: range.from,
    periodEndOn: lastDay(range),
    effectiveOn,
    invoiceOn: invoiceDay(draft),
    units: level.units,
    previousUnits: previous === null ? null : previous.units,
    unitPrice: isEnd && before !== null ? before.unitPrice : level.unitPrice,
    previousUnitPrice: before === null ? null : before.unitPrice,
    days: daysOf(draft),
    periodDays: period.days,
    amountMinor: draft.amountMinor,
    dueMinor: draft.dueMinor,
    postedMinor: draft.postedMinor,
    cutMinor: draft.cutMinor,
    parts,
    explanation: explain(draft, parts, rate),
  };
}

/** The days an item is for: its period's, or those from its effective date on. */
function daysOf({ kind, range, effectiveOn, shifts }: Draft): number {
  if (kind === "regular") return daysIn(range);
  if (shifts.length === 1) return shifts[0]!.days;
  const affected: DayRange = { from: later(effectiveOn, range.from), until: range.until };
  return daysIn(affected);
}
