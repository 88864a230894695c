import type { Temporal } from "temporal-polyfill";
import type { BillingInput } from "./billing-items";
import { periodAfter, periodOwning } from "./billing-period";
import { compareDays, daysIn, inclusiveRange, intersection, isBefore, isEmpty, lastDay } from "./calendar";
import { postedPeriods } from "./posted-periods";
import { rangeInWords } from "./words";

/** A period that a manual adjustment can be made to; days are inclusive. */
export type AdjustablePeriod = {
  startOn: Temporal.PlainDate;
  endOn: Temporal.PlainDate;
  days: number;
  /** Days of the whole anchored period. */
  periodDays: number;
  /** "1 to 30 June 2026" */
  inWords: string;
  /** Everything posted for it, manual adjustments included: the most that can be credited. */
  balanceMinor: bigint;
};

/**
 * The periods of a line up to the one that owns today, and every posted one, the latest first. Each has the days of its
 * contract's cycle, whether served or not: an adjustment is no proration.
 */
export function adjustablePeriods(
  { contract, line, posted }: Pick<BillingInput, "contract" | "line" | "posted">,
  todayOn: Temporal.PlainDate,
): AdjustablePeriod[] {
  const standing = postedPeriods(contract, posted);
  const periods = new Map([...standing].map(([key, { period }]) => [key, period]));
  const service = intersection(
    inclusiveRange(contract.startOn, contract.endOn),
    inclusiveRange(line.startOn, line.endOn),
  );
  if (!isEmpty(service)) {
    let period = periodOwning(contract, service.from);
    while (!isBefore(todayOn, period.range.from) && isBefore(period.range.from, service.until)) {
      periods.set(period.range.from.toString(), period);
      period = periodAfter(contract, period);
    }
  }
  return [...periods]
    .sort(([, a], [, b]) => compareDays(b.range.from, a.range.from))
    .map(([key, { range, days }]) => ({
      startOn: range.from,
      endOn: lastDay(range),
      days: daysIn(range),
      periodDays: days,
      inWords: rangeInWords(range),
      balanceMinor: standing.get(key)?.balanceMinor ?? 0n,
    }));
}
