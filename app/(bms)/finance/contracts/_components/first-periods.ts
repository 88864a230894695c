import { Temporal } from "temporal-polyfill";
import {
  type Alignment,
  type BillingCycle,
  periodAfter,
  periodOwning,
} from "@/lib/domain/billing/billing-period";
import { lastDay, later } from "@/lib/domain/billing/calendar";

export type ShownPeriod = {
  startOn: string;
  /** Inclusive. */
  endOn: string;
  /** Shorter than a whole period: billed by its share of days. */
  isPart: boolean;
};

type Typed = {
  billingCycle: BillingCycle;
  alignment: Alignment;
  anchorDay: number | null;
  startOn: string;
  endOn: string | null;
};

/** The first billing periods that typed dates give, as the billing engine cuts them; none while the start is no date. */
export function firstPeriods(
  { billingCycle, alignment, anchorDay, startOn, endOn }: Typed,
  count: number,
): ShownPeriod[] {
  const start = dayOrNull(startOn);
  if (!start) return [];
  const end = endOn ? dayOrNull(endOn) : null;
  const terms = {
    billingCycle,
    alignment,
    anchorDay,
    startOn: start,
    endOn: null,
    issueInvoiceOn: "start",
  } as const;
  const periods = [periodOwning(terms, start)];
  while (periods.length < count) periods.push(periodAfter(terms, periods.at(-1)!));
  return periods
    .map(({ range }) => {
      const from = later(range.from, start);
      const last = lastDay(range);
      const through = end !== null && Temporal.PlainDate.compare(end, last) < 0 ? end : last;
      return {
        startOn: from.toString(),
        endOn: through.toString(),
        isPart: !from.equals(range.from) || !through.equals(last),
      };
    })
    .filter((period) => period.startOn <= period.endOn);
}

function dayOrNull(text: string): Temporal.PlainDate | null {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? Temporal.PlainDate.from(text, { overflow: "reject" }) : null;
  } catch {
    return null;
  }
}
