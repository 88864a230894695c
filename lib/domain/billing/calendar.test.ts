import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
  clampedDay,
  compareDays,
  contains,
  type DayRange,
  dayAfter,
  daysIn,
  daysSince,
  hull,
  intersection,
  isEmpty,
  lastDay,
  monthNumber,
  plusDays,
} from "./calendar";

const day = (text: string) => Temporal.PlainDate.from(`2026-${text}`);
const range = (from: string, until: string): DayRange => ({ from: day(from), until: day(until) });
const textOf = ({ from, until }: DayRange) => `${from}/${until}`;

const june = range("06-01", "07-01");
const nothing = range("03-05", "03-05");

describe("ranges of days", () => {
  it("hold their first day and not the one they end before", () => {
    expect([day("05-31"), day("06-01"), day("06-30"), day("07-01")].map((on) => contains(june, on))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([daysIn(june), daysIn(nothing), daysIn(range("06-02", "06-01"))]).toEqual([30, 0, 0]);
    expect(daysIn(range("01-01", "12-31"))).toBe(364);
  });

  it("share days, or none", () => {
    expect(textOf(intersection(june, range("06-20", "08-01")))).toBe("2026-06-20/2026-07-01");
    expect(isEmpty(intersection(june, range("07-01", "08-01")))).toBe(true);
  });

  it("span what both hold; an empty one adds nothing", () => {
    expect(textOf(hull(june, range("08-01", "08-11")))).toBe("2026-06-01/2026-08-11");
    expect(textOf(hull(range("08-01", "08-11"), june))).toBe("2026-06-01/2026-08-11");
    expect(hull(june, nothing)).toEqual(june);
    expect(hull(nothing, june)).toEqual(june);
  });

  it("clamp a day to its month", () => {
    expect(clampedDay(monthNumber(day("02-01")), 31).toString()).toBe("2026-02-28");
    expect(clampedDay(monthNumber(day("12-01")), 31).toString()).toBe("2026-12-31");
    expect(clampedDay(monthNumber(day("01-01")), 1).toString()).toBe("2026-01-01");
  });

  it("are counted over months, leap days and centuries, in any year", () => {
    const days = [
      "0001-03-01",
      "0099-12-31",
      "1899-12-31",
      "1969-12-31",
      "2000-02-28",
      "2024-02-29",
      "2100-02-28",
    ];
    for (const on of days.map((text) => Temporal.PlainDate.from(text)))
      for (const away of [-800, -31, -1, 0, 1, 30, 366, 40_000]) {
        const other = on.add({ days: away });
        expect(plusDays(on, away).toString()).toBe(other.toString());
        expect(daysSince(on, other)).toBe(away);
        expect(Math.sign(compareDays(on, other))).toBe(Temporal.PlainDate.compare(on, other));
      }
    expect(dayAfter(day("12-31")).toString()).toBe("2027-01-01");
    expect(lastDay(june).toString()).toBe("2026-06-30");
    expect(clampedDay(monthNumber(Temporal.PlainDate.from("0024-02-01")), 30).toString()).toBe("0024-02-29");
  });
});
