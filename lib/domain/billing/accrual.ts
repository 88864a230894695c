import type { Temporal } from "temporal-polyfill";
import { UNIT_PRICE_SCALE, UNITS_SCALE } from "../decimal";
import { type DayRange, daysIn, intersection, isEmpty } from "./calendar";
import { minorDigits, roundHalfAwayFromZero } from "./money";
import { isSameLevel, type Level, NOT_BILLED } from "./unit-segments";

/**
 * The entitlement of one period, built change by change. `Σ units × price × days` is exact; each change earns what it adds
 * to the *rounded* total (cumulative rounding, proration.md R18), so that the changes sum to the rounded period and a
 * later change never moves an earlier one.
 */
export type Edit = {
  effectiveOn: Temporal.PlainDate;
  /** The days that are billed at `level` from now on. */
  range: DayRange;
  level: Level;
};

/** The days that one change moved from one level to another. */
export type Shift = { from: Level; to: Level; days: number };

export type Accrual = {
  effectiveOn: Temporal.PlainDate;
  amountMinor: bigint;
  shifts: Shift[];
};

/** How exact weights become money: the days of the anchored period, and the currency's digits. */
export type Rate = { periodDays: number; currency: string };

type Span = DayRange & { level: Level };

/** `units × price × days`, exact. */
export function weigh(level: Level, days: number): bigint {
  return level.units * level.unitPrice * BigInt(days);
}

/** `units × price × days ÷ period days` in minor units, rounded once. */
export function minorOf(weight: bigint, { periodDays, currency }: Rate): bigint {
  return roundHalfAwayFromZero({
    numerator: weight * 10n ** BigInt(minorDigits(currency)),
    denominator: 10n ** BigInt(UNITS_SCALE + UNIT_PRICE_SCALE) * BigInt(periodDays),
  });
}

/** One accrual per edit, in the order of the edits. */
export function accrue(edits: readonly Edit[], rate: Rate): Accrual[] {
  let spans: Span[] = [];
  let weight = 0n;
  let earnedMinor = 0n;
  return edits.map((edit) => {
    const shifts = shiftsOf(spans, edit);
    for (const { from, to, days } of shifts) weight += weigh(to, days) - weigh(from, days);
    spans = overwrite(spans, edit);
    const totalMinor = minorOf(weight, rate);
    const amountMinor = totalMinor - earnedMinor;
    earnedMinor = totalMinor;
    return { effectiveOn: edit.effectiveOn, amountMinor, shifts };
  });
}

function shiftsOf(spans: readonly Span[], edit: Edit): Shift[] {
  const shifts: Shift[] = [];
  let untouchedDays = daysIn(edit.range);
  for (const span of spans) {
    const days = daysIn(intersection(span, edit.range));
    untouchedDays -= days;
    if (days > 0 && !isSameLevel(span.level, edit.level)) {
      shifts.push({ from: span.level, to: edit.level, days });
    }
  }
  if (untouchedDays > 0) shifts.push({ from: NOT_BILLED, to: edit.level, days: untouchedDays });
  return shifts;
}

function overwrite(spans: readonly Span[], edit: Edit): Span[] {
  const kept = spans.flatMap((span) =>
    isEmpty(intersection(span, edit.range))
      ? [span]
      : [
          { ...span, until: intersection(span, { from: span.from, until: edit.range.from }).until },
          { ...span, from: intersection(span, { from: edit.range.until, until: span.until }).from },
        ].filter((part) => !isEmpty(part)),
  );
  return isEmpty(edit.range) ? kept : [...kept, { ...edit.range, level: edit.level }];
}
