import type { Temporal } from "temporal-polyfill";
import { billedUnits, type UnitTerms } from "@/lib/domain/billed-units";
import { BillingFault } from "./billing-fault";
import { compareDays, isBefore } from "./calendar";

/**
 * Units and prices as bitemporal step functions (design.md 5): a segment runs until the next `effectiveOn`, whenever
 * recorded; `recordedAt` only breaks ties of one `effectiveOn`. A correction for one day never erases later days.
 */
export type Segment = { effectiveOn: Temporal.PlainDate; recordedAt: Temporal.Instant };

/** Units counted or set, of 4 places (`UNITS_SCALE`). */
export type UnitSegment = Segment & { units: bigint };
/** Price of one unit for a whole period, of 8 places (`UNIT_PRICE_SCALE`). */
export type PriceSegment = Segment & { unitPrice: bigint };

/** What one day of a line costs: billed units, each at a price per period. */
export type Level = { units: bigint; unitPrice: bigint };
/** A level from a day on. */
export type LevelStep = Level & { effectiveOn: Temporal.PlainDate };
/** A level as recorded; `countedOn` is the day its units are from: a price that changes later leaves it. */
export type CountedStep = LevelStep & { countedOn: Temporal.PlainDate };

export const NOT_BILLED: Level = { units: 0n, unitPrice: 0n };

export function isSameLevel(a: Level, b: Level): boolean {
  return a.units === b.units && a.unitPrice === b.unitPrice;
}

/** Segments by `effectiveOn`, those of one day by the nanosecond of their recording. */
export type History<T extends Segment> = readonly { segment: T; recordedAt: bigint }[];

/**
 * Puts segments in the order in which they take effect.
 * Throws `BillingFault` where one day has two values recorded at the same instant: no order of rows may decide over money.
 */
export function historyOf<T extends Segment>(
  segments: readonly T[],
  path: string,
  isSameValue: (a: T, b: T) => boolean,
): History<T> {
  const rows = segments.map((segment, position) => ({
    segment,
    position,
    recordedAt: segment.recordedAt.epochNanoseconds,
  }));
  rows.sort((a, b) => {
    const days = compareDays(a.segment.effectiveOn, b.segment.effectiveOn);
    if (days !== 0 || a.recordedAt === b.recordedAt) return days;
    return a.recordedAt < b.recordedAt ? -1 : 1;
  });
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    const isRival =
      before?.recordedAt === row.recordedAt && before.segment.effectiveOn.equals(row.segment.effectiveOn);
    if (isRival && !isSameValue(before.segment, row.segment)) {
      const reason = `another value effective ${row.segment.effectiveOn} was recorded at the same instant`;
      throw new BillingFault("conflicting-segments", `${path}.${row.position}.recordedAt`, reason);
    }
  }
  return rows;
}

/** Of each day the last segment recorded up to an instant (nanoseconds; null: ever), in order. */
export function segmentsKnown<T extends Segment>(history: History<T>, knownAt: bigint | null): T[] {
  const known: T[] = [];
  for (const { segment, recordedAt } of history) {
    if (knownAt !== null && recordedAt > knownAt) continue;
    if (known.at(-1)?.effectiveOn.equals(segment.effectiveOn)) known.pop();
    known.push(segment);
  }
  return known;
}

/** Everything recorded of a line that decides its levels. */
export type LineHistory = {
  units: History<UnitSegment>;
  prices: History<PriceSegment>;
  /** Terms that follow the line's first ones. */
  terms: History<Segment & UnitTerms>;
};

/**
 * The line's levels in order: one step per day on which billed units or price really change. Before both a count and a
 * price are known nothing is billed. `knownAt` in nanoseconds, null: all is known.
 */
export function levelSteps(
  history: LineHistory,
  firstTerms: UnitTerms,
  knownAt: bigint | null,
): CountedStep[] {
  const units = segmentsKnown(history.units, knownAt);
  const prices = segmentsKnown(history.prices, knownAt);
  const terms = segmentsKnown(history.terms, knownAt);
  const unitsOn = inForceAlong(units);
  const priceOn = inForceAlong(prices);
  const termsOn = inForceAlong(terms);
  const days = [...units, ...prices, ...terms].map((segment) => segment.effectiveOn).sort(compareDays);
  const steps: CountedStep[] = [];
  for (const effectiveOn of days) {
    const counted = unitsOn(effectiveOn);
    const price = priceOn(effectiveOn);
    if (counted === undefined || price === undefined) continue;
    const billed = billedUnits(counted.units, termsOn(effectiveOn) ?? firstTerms);
    const level = { units: billed, unitPrice: price.unitPrice };
    const previous = steps.at(-1);
    if (previous !== undefined && isSameLevel(previous, level)) continue;
    const countedOn = previous?.units === level.units ? previous.countedOn : effectiveOn;
    steps.push({ effectiveOn, countedOn, ...level });
  }
  return steps;
}

/** The segment in force, asked for one day after the other. */
function inForceAlong<T extends Segment>(segments: readonly T[]): (on: Temporal.PlainDate) => T | undefined {
  let next = 0;
  return (on) => {
    while (next < segments.length && !isBefore(on, segments[next]!.effectiveOn)) next += 1;
    return segments[next - 1];
  };
}

/** The step in force on a day, or undefined before the first. */
export function stepOn<T extends Pick<Segment, "effectiveOn">>(
  steps: readonly T[],
  on: Temporal.PlainDate,
): T | undefined {
  return steps.findLast((step) => !isBefore(on, step.effectiveOn));
}

/** The steps that begin before a day. */
export function stepsBefore<T extends Pick<Segment, "effectiveOn">>(
  steps: readonly T[],
  until: Temporal.PlainDate,
): T[] {
  return steps.filter((step) => isBefore(step.effectiveOn, until));
}
