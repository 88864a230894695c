import { Temporal } from "temporal-polyfill";
import { type Alignment, type BillingCycle, periodBefore, periodOwning } from "./billing-period";
import { earlier, isBefore, later } from "./calendar";

/** As far back as a change may bill: amounts of older periods could only be credited as a whole. */
const PERIODS_BACK = 12;

/** Days are text ("2026-06-10"), inclusive; a null end is open. */
type Contract = {
  billingCycle: BillingCycle;
  alignment: Alignment;
  anchorDay: number | null;
  startOn: string;
  endOn: string | null;
  billedElsewhereThroughOn: string | null;
};

export type OpeningPeriod = {
  startOn: string;
  /** Inclusive: the period's last day, or the last one that was billed elsewhere. */
  endOn: string;
  /** Shorter than its whole period. */
  isPart: boolean;
};

/**
 * The periods of a line that the previous system billed, oldest first: those that can have an opening amount. None where
 * the line starts after the last day billed elsewhere (design.md 8, Go-live).
 */
export function openingPeriods(
  contract: Contract,
  line: { startOn: string; endOn: string | null },
): OpeningPeriod[] {
  if (contract.billedElsewhereThroughOn === null) return [];
  const day = (text: string) => Temporal.PlainDate.from(text);
  const startOn = day(contract.startOn);
  const { billingCycle, alignment, anchorDay } = contract;
  // Another cycle begins only after what was billed elsewhere: these periods are of the first one.
  const terms = {
    billingCycle,
    alignment,
    anchorDay,
    startOn,
    endOn: null,
    issueInvoiceOn: "start" as const,
  };
  const firstOn = later(startOn, day(line.startOn));
  const lastOn = [contract.endOn, line.endOn]
    .filter((end) => end !== null)
    .map(day)
    .reduce(earlier, day(contract.billedElsewhereThroughOn));
  if (Temporal.PlainDate.compare(lastOn, firstOn) < 0) return [];
  let period = periodOwning(terms, lastOn);
  const periods = [period];
  while (isBefore(firstOn, period.range.from) && periods.length < PERIODS_BACK) {
    period = periodBefore(terms, period);
    periods.unshift(period);
  }
  return periods.map(({ range }) => {
    const from = later(range.from, firstOn);
    const until = earlier(range.until, lastOn.add({ days: 1 }));
    return {
      startOn: from.toString(),
      endOn: until.subtract({ days: 1 }).toString(),
      isPart: !from.equals(range.from) || !until.equals(range.until),
    };
  });
}
