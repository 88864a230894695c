import { Temporal } from "temporal-polyfill";

/**
 * Calendar days without a clock or a zone. Ranges are half-open inside, so that no day is billed twice
 * (proration.md R2); only what a person reads names a last day.
 */
export type DayRange = { from: Temporal.PlainDate; until: Temporal.PlainDate };

/** The end of what has no end. */
export const FOREVER = Temporal.PlainDate.from("9999-12-31");

const DAY_MS = 86_400_000;
/** The calendar repeats itself after them. */
const REPEATS = { years: 400, days: 146_097 } as const;

/** Days since 1 January 1970 of a day of a month, both counted on where they are more than the year or month has. */
function dayNumber(year: number, month: number, day: number): number {
  // `Date.UTC` would take the years 0 to 99 for those of the last century.
  return Date.UTC(year + REPEATS.years, month - 1, day) / DAY_MS - REPEATS.days;
}

/** Dates are dear to make and never change: each is made once. */
const dates = new Map<number, Temporal.PlainDate>();

function dateOf(number: number): Temporal.PlainDate {
  const made = dates.get(number);
  if (made !== undefined) return made;
  const date = new Date(number * DAY_MS);
  const on = new Temporal.PlainDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
  dates.set(number, on);
  return on;
}

/** Below zero, zero or above zero, as `a` is before, on or after `b`. */
export function compareDays(a: Temporal.PlainDate, b: Temporal.PlainDate): number {
  return a.year - b.year || a.month - b.month || a.day - b.day;
}

export function isBefore(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return compareDays(a, b) < 0;
}

export function earlier(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return isBefore(b, a) ? b : a;
}

export function later(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return isBefore(a, b) ? b : a;
}

/** How many days `on` is after `since`; below zero where it is before. */
export function daysSince(since: Temporal.PlainDate, on: Temporal.PlainDate): number {
  return dayNumber(on.year, on.month, on.day) - dayNumber(since.year, since.month, since.day);
}

/** The day so many days later, or earlier where they are below zero. */
export function plusDays({ year, month, day }: Temporal.PlainDate, days: number): Temporal.PlainDate {
  return dateOf(dayNumber(year, month, day + days));
}

export function dayAfter(on: Temporal.PlainDate): Temporal.PlainDate {
  return plusDays(on, 1);
}

/** The range of two inclusive days; an open end runs for ever. */
export function inclusiveRange(startOn: Temporal.PlainDate, endOn: Temporal.PlainDate | null): DayRange {
  return { from: startOn, until: endOn === null ? FOREVER : dayAfter(endOn) };
}

/** The last day inside a range that is not empty. */
export function lastDay(range: DayRange): Temporal.PlainDate {
  return plusDays(range.until, -1);
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
  return Math.max(0, daysSince(range.from, range.until));
}

/** The day of a month, counted in months since year 0, clamped to the month's last day: 31 in February is the 28th or 29th. */
export function clampedDay(monthNumber: number, day: number): Temporal.PlainDate {
  const first = dayNumber(0, monthNumber + 1, 1);
  const last = dayNumber(0, monthNumber + 2, 1) - 1;
  return dateOf(Math.min(first + day - 1, last));
}

/** Months since January of year 0. */
export function monthNumber(on: Temporal.PlainDate): number {
  return on.year * 12 + on.month - 1;
}
