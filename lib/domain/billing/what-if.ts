import type { Temporal } from "temporal-polyfill";
import { minorOf, weigh } from "./accrual";
import { type BillingInput, type BillingItem, billingItems } from "./billing-items";
import { type BillingPeriod, periodOwning } from "./billing-period";
import { PRORATIONS, type Proration } from "./billing-policy";
import { type DayRange, daysIn, intersection, isBefore, lastDay } from "./calendar";
import { lineAccount } from "./line-account";
import { formatAmount, sumMinor } from "./money";
import { type Level, NOT_BILLED, stepOn } from "./unit-segments";
import { unitsText } from "./words";

/** The ways in which the trade bills changes of units: our three, a look at the period's last day, and its highest count. */
export const WHAT_IF_POLICIES = [...PRORATIONS, "snapshot", "peak"] as const;
export type WhatIfPolicy = (typeof WHAT_IF_POLICIES)[number];

export type WhatIf = {
  policy: WhatIfPolicy;
  /** What the period would come to, in major units. */
  amount: string;
  /** Units it would bill for the whole period; null where days differ. */
  units: string | null;
};

export type WhatIfPeriod = { startOn: string; endOn: string; policies: WhatIf[] };

/**
 * What the period that owns a day comes to under each policy, from the same history of units and prices and as if nothing
 * were posted but the regular item of a start-billed contract. Null where line and contract share no day of it. Throws
 * `BillingFault` where the line cannot be billed.
 */
export function whatIf(input: BillingInput, on: Temporal.PlainDate): WhatIfPeriod | null {
  const account = lineAccount(input.currency, input.contract, input.line, input.asOf);
  const period = periodOwning(input.contract, on);
  const served = intersection(period.range, account.service);
  if (daysIn(served) <= 0) return null;
  const rate = { periodDays: period.days, currency: input.currency };
  const levels = levelsOf(served, account.steps);
  const whole = (policy: WhatIfPolicy, level: Level): WhatIf => ({
    policy,
    amount: formatAmount(minorOf(weigh(level, daysIn(served)), rate), input.currency),
    units: unitsText(level.units),
  });
  const firstDayMinor = minorOf(weigh(levels[0]!, daysIn(served)), rate);
  const last = levels.at(-1)!;
  const peak = levels.reduce((high, level) => (level.units > high.units ? level : high));
  return {
    startOn: served.from.toString(),
    endOn: lastDay(served).toString(),
    policies: [
      ...PRORATIONS.map((policy) => ({
        policy,
        amount: formatAmount(
          totalUnder(policy, input, { ...period, range: served }, firstDayMinor),
          input.currency,
        ),
        units: null,
      })),
      whole("snapshot", last),
      whole("peak", { units: peak.units, unitPrice: last.unitPrice }),
    ],
  };
}

/** One level per stretch of the served days. */
function levelsOf(
  served: DayRange,
  steps: Parameters<typeof stepOn<Level & { effectiveOn: Temporal.PlainDate }>>[0],
) {
  const inside = steps.filter(
    ({ effectiveOn }) => isBefore(served.from, effectiveOn) && isBefore(effectiveOn, served.until),
  );
  return [stepOn(steps, served.from) ?? NOT_BILLED, ...inside];
}

/**
 * A start-billed period has its regular item, by the units of its first day, posted then: only so do the policies differ as
 * they do in life.
 */
function totalUnder(
  policy: Proration,
  input: BillingInput,
  { range: served, issueInvoiceOn }: BillingPeriod,
  firstDayMinor: bigint,
): bigint {
  const terms = { prorateIncreases: policy, prorateDecreases: policy };
  const asked: BillingInput = {
    ...input,
    line: {
      ...input.line,
      ...terms,
      termsChanges: input.line.termsChanges?.map((change) => ({ ...change, ...terms })),
    },
    posted: [],
    window: { fromOn: served.from, toOn: lastDay(served) },
  };
  if (issueInvoiceOn === "end") return sumOf(ofPeriod(billingItems(asked), served));
  const regular = {
    periodStartOn: served.from,
    periodEndOn: lastDay(served),
    amountMinor: firstDayMinor,
    kind: "regular" as const,
    effectiveOn: served.from,
    postedAt: null,
  };
  return firstDayMinor + sumOf(ofPeriod(billingItems({ ...asked, posted: [regular] }), served));
}

function ofPeriod(items: readonly BillingItem[], { from }: DayRange): BillingItem[] {
  return items.filter(({ periodStartOn }) => periodStartOn.equals(from));
}

function sumOf(items: readonly BillingItem[]): bigint {
  return sumMinor(items.map(({ amountMinor }) => amountMinor));
}
