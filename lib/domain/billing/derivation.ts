import type { Temporal } from "temporal-polyfill";
import { UNIT_PRICE_SCALE, UNITS_SCALE } from "../decimal";
import { minorOf, weigh } from "./accrual";
import { type BillingInput, type BillingItem, billingItems } from "./billing-items";
import { type BillingPeriod, periodOwning } from "./billing-period";
import { type DayRange, daysIn, intersection, isBefore, isEmpty, lastDay } from "./calendar";
import { type LineAccount, lineAccount } from "./line-account";
import { formatAmount, minorDigits, type Rational, sumMinor } from "./money";
import { postedPeriods } from "./posted-periods";
import { type Level, NOT_BILLED, stepOn } from "./unit-segments";
import { unitPriceText, unitsText } from "./words";

/** Days of one period on which units and price stay the same: what was counted, by the terms in force. Days are inclusive. */
export type DerivedSegment = {
  fromOn: string;
  throughOn: string;
  units: string;
  unitPrice: string;
  days: number;
  /** Exact `units × price × days ÷ days of the period`, in major units: "2170/31", or "70". */
  exact: string;
};

/** An item of the period as rounding leaves it: `carriedIn + exact − amount = carriedOut`, all exact but the amount. */
export type DerivedItem = {
  kind: "regular" | "proration";
  effectiveOn: string;
  /** What its date is entitled to, is posted for it already, and is not credited because of the cap. */
  due: string;
  posted: string;
  cut: string;
  amount: string;
  /** Exact value of its parts, and the rounding it takes over and hands on; null where it is a plain difference. */
  exact: string | null;
  carriedIn: string | null;
  carriedOut: string | null;
  isAsked: boolean;
};

/** How the amounts of one period of a line come about; amounts are major units as decimal text. */
export type Derivation = {
  periodStartOn: string;
  periodEndOn: string;
  /** Days of the anchored period: the denominator of every share. */
  periodDays: number;
  segments: DerivedSegment[];
  exact: string;
  /** The exact sum, rounded once. */
  entitlement: string;
  items: DerivedItem[];
  /** Everything posted for the period before, manual adjustments apart. */
  posted: string;
  manual: string;
};

/**
 * Explains the period that owns a day by the same engine that bills it (proration.md 2.7). `asked` marks the item that the
 * question is about.
 */
export function derivationOf(
  input: BillingInput,
  asked: { periodStartOn: Temporal.PlainDate; kind: string; effectiveOn: Temporal.PlainDate },
): Derivation {
  const account = lineAccount(input.currency, input.contract, input.line, input.asOf);
  const period = periodOwning(input.contract, asked.periodStartOn);
  const key = period.range.from.toString();
  const segments = segmentsOf(account, period);
  const posted = postedPeriods(input.contract, input.posted).get(key);
  const manualMinor = sumMinor(
    input.posted
      .filter(
        ({ kind, periodStartOn }) =>
          kind === "manual" &&
          periodOwning(input.contract, periodStartOn).range.from.equals(period.range.from),
      )
      .map(({ amountMinor }) => amountMinor),
  );
  const items = billingItems({ ...input, listsWithheld: true }).filter(
    ({ periodStartOn }) => periodOwning(input.contract, periodStartOn).range.from.toString() === key,
  );
  const weight = segments.reduce((sum, segment) => sum + segment.weight, 0n);
  const text = (minor: bigint) => formatAmount(minor, input.currency);
  return {
    periodStartOn: key,
    periodEndOn: lastDay(period.range).toString(),
    periodDays: period.days,
    segments: segments.map(({ range, level, weight: own }) => ({
      fromOn: range.from.toString(),
      throughOn: lastDay(range).toString(),
      units: unitsText(level.units),
      unitPrice: unitPriceText(level.unitPrice, input.currency),
      days: daysIn(range),
      exact: exactText(shareOf(own, period)),
    })),
    exact: exactText(shareOf(weight, period)),
    entitlement: text(minorOf(weight, { periodDays: period.days, currency: input.currency })),
    items: derivedItems(items, input, period, asked),
    posted: text((posted?.balanceMinor ?? 0n) - manualMinor),
    manual: text(manualMinor),
  };
}

type Segment = { range: DayRange; level: Level; weight: bigint };

function segmentsOf({ service, steps }: LineAccount, period: BillingPeriod): Segment[] {
  const served = intersection(service, period.range);
  if (isEmpty(served)) return [];
  const starts = [
    served.from,
    ...steps
      .map(({ effectiveOn }) => effectiveOn)
      .filter((on) => isBefore(served.from, on) && isBefore(on, served.until)),
  ];
  return starts.map((from, position) => {
    const range = { from, until: starts[position + 1] ?? served.until };
    const level = stepOn(steps, from) ?? NOT_BILLED;
    return { range, level, weight: weigh(level, daysIn(range)) };
  });
}

/** A weight as a share in major units. */
function shareOf(weight: bigint, { days }: Pick<BillingPeriod, "days">): Rational {
  return { numerator: weight, denominator: 10n ** BigInt(UNITS_SCALE + UNIT_PRICE_SCALE) * BigInt(days) };
}

function derivedItems(
  items: readonly BillingItem[],
  { currency }: BillingInput,
  period: BillingPeriod,
  asked: { kind: string; effectiveOn: Temporal.PlainDate },
): DerivedItem[] {
  const digits = 10n ** BigInt(minorDigits(currency));
  const text = (minor: bigint) => formatAmount(minor, currency);
  let carried: Rational = { numerator: 0n, denominator: 1n };
  return items.map((item) => {
    const common = {
      kind: item.kind,
      effectiveOn: item.effectiveOn.toString(),
      due: text(item.dueMinor),
      posted: text(item.postedMinor),
      cut: text(item.cutMinor),
      amount: text(item.amountMinor),
      isAsked: item.kind === asked.kind && item.effectiveOn.equals(asked.effectiveOn),
    };
    if (item.parts.length === 0) return { ...common, exact: null, carriedIn: null, carriedOut: null };
    const weight = item.parts.reduce((sum, part) => sum + weigh(part, part.days), 0n);
    const exact = shareOf(weight, period);
    const carriedIn = carried;
    carried = minus(plus(carried, exact), { numerator: item.dueMinor, denominator: digits });
    return {
      ...common,
      exact: exactText(exact),
      carriedIn: exactText(carriedIn),
      carriedOut: exactText(carried),
    };
  });
}

function plus(a: Rational, b: Rational): Rational {
  return reduced({
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  });
}

function minus(a: Rational, b: Rational): Rational {
  return plus(a, { numerator: -b.numerator, denominator: b.denominator });
}

function reduced({ numerator, denominator }: Rational): Rational {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n
    ? { numerator: 0n, denominator: 1n }
    : { numerator: numerator / a, denominator: denominator / a };
}

/** A share in lowest terms: "147/4", or "7" where it is whole. */
function exactText(share: Rational): string {
  const { numerator, denominator } = reduced(share);
  return denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`;
}
