import { Temporal } from "temporal-polyfill";

/**
 * Calendar days without a clock or a zone. Ranges are half-open inside, so that no day is billed twice
 * (proration.md R2); only what a person reads names a last day.
 */
export type DayRange = { from: Temporal.PlainDate; until: Temporal.PlainDate };

/** The end of what has no end. */
export const FOREVER = Temporal.PlainDate.from("9999-12-31");

export const compareDays = Temporal.PlainDate.compare;

export function isBefore(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return compareDays(a, b) < 0;
}

export function earlier(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return isBefore(b, a) ? b : a;
}

export function later(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return isBefore(a, b) ? b : a;
}

export function dayAfter(on: Temporal.PlainDate): Temporal.PlainDate {
  return on.add({ days: 1 });
}

/** The range of two inclusive days; an open end runs for ever. */
export function inclusiveRange(startOn: Temporal.PlainDate, endOn: Temporal.PlainDate | null): DayRange {
  return { from: startOn, until: endOn === null ? FOREVER : dayAfter(endOn) };
}

/** The last day inside a range that is not empty. */
export function lastDay(range: DayRange): Temporal.PlainDate {
  return range.until.subtract({ days: 1 });
}

export function isEmpty(range: DayRange): boolean {
  return !isBefore(range.from, range.until);
}

export function contains(range: DayRange, on: Temporal.PlainDate): boolean {
  return !isBefore(on, range.from) && isBefore(on, range.until);
}

/** The days two ranges share; empty where they share none. */
export function intersection(a: DayRange, b: DayRange): DayRange {
  return { from: later(a.from, b.from), until: earlier(a.until, b.until) };
}

/** The shortest range that holds two; one that is empty adds nothing. */
export function hull(a: DayRange, b: DayRange): DayRange {
  if (isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  return { from: earlier(a.from, b.from), until: later(a.until, b.until) };
}

/** Number of days in a range, 0 where it is empty. */
export function daysIn(range: DayRange): number {
  return isEmpty(range) ? 0 : range.from.until(range.until).days;
}

/** The day of a month, counted in months since year 0, clamped to the month's last day: 31 in February is the 28th or 29th. */
export function clampedDay(monthNumber: number, day: number): Temporal.PlainDate {
  const year = Math.floor(monthNumber / 12);
  return Temporal.PlainDate.from({ year, month: monthNumber - year * 12 + 1, day });
}

/** Months since January of year 0. */
export function monthNumber(on: Temporal.PlainDate): number {
  return on.year * 12 + on.month - 1;
}
