import type { Temporal } from "temporal-polyfill";
import { type BillingInput, billingItems } from "./billing-items";
import { type BillingPeriod, type ContractTerms, periodBefore, periodOwning } from "./billing-period";
import { daysIn, inclusiveRange, intersection, isBefore, lastDay } from "./calendar";
import { formatAmount, sumMinor } from "./money";
import type { UnitSegment } from "./unit-segments";

export const BACKTEST_PERIODS = 12;

export type BacktestPeriod = {
  startOn: string;
  endOn: string;
  /** What the rule would have come to, in major units; null where the data do not cover the whole period. */
  wouldBe: string | null;
  /** What is posted for the period or waits in Billing Review. */
  billed: string;
  /** `wouldBe − billed` */
  difference: string | null;
};

/**
 * The last twelve periods up to the one that owns `on`, newest first, under other units than the line's own: what they would
 * have come to by the line's prices and terms, beside what is billed. `reachOn` is the first day whose units are known.
 */
export function backtest(
  input: BillingInput,
  other: { units: readonly UnitSegment[]; reachOn: Temporal.PlainDate },
  billedMinor: (period: { startOn: string; endOn: string }) => bigint,
  on: Temporal.PlainDate,
): BacktestPeriod[] {
  const { contract, line, currency } = input;
  const service = intersection(
    inclusiveRange(contract.startOn, contract.endOn),
    inclusiveRange(line.startOn, line.endOn),
  );
  const newest = periodOwning(contract, on);
  const periods = lastPeriods(contract, newest)
    .map(({ range }) => intersection(range, service))
    .filter((served) => daysIn(served) > 0);
  const items = billingItems({
    ...input,
    line: { ...line, units: other.units },
    posted: [],
    window: { fromOn: line.startOn, toOn: lastDay(newest.range) },
  });
  return periods.map((served) => {
    const days = { startOn: served.from.toString(), endOn: lastDay(served).toString() };
    const billed = billedMinor(days);
    const isKnown = !isBefore(served.from, other.reachOn);
    const wouldBe = sumMinor(
      items
        .filter(({ periodStartOn }) => periodStartOn.equals(served.from))
        .map(({ amountMinor }) => amountMinor),
    );
    return {
      ...days,
      wouldBe: isKnown ? formatAmount(wouldBe, currency) : null,
      billed: formatAmount(billed, currency),
      difference: isKnown ? formatAmount(wouldBe - billed, currency) : null,
    };
  });
}

/** The twelve periods up to one, newest first. */
function lastPeriods(contract: ContractTerms, newest: BillingPeriod): BillingPeriod[] {
  const periods = [newest];
  while (periods.length < BACKTEST_PERIODS) periods.push(periodBefore(contract, periods.at(-1)!));
  return periods;
}
