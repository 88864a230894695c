import { describe, expect, it } from "vitest";
import { formatCalendarDate } from "./format-calendar-date";
import { nextDay } from "./next-day";

describe("formatCalendarDate", () => {
  it("writes the month as a word, the same in every zone", () => {
    expect(formatCalendarDate("2026-06-10")).toBe("10 Jun 2026");
    expect(formatCalendarDate("2026-09-01", "long")).toBe("1 September 2026");
    expect(formatCalendarDate("2026-06-01", "weekday")).toBe("Monday, 1 June 2026");
  });

  it("refuses what is no date", () => {
    expect(() => formatCalendarDate("10/06/2026")).toThrow(RangeError);
  });
});

describe("nextDay", () => {
  it.each([
    ["2026-06-30", "2026-07-01"],
    ["2028-02-28", "2028-02-29"],
    ["2026-12-31", "2027-01-01"],
    ["2026-03-08", "2026-03-09"],
  ])("after %s comes %s", (on, next) => {
    expect(nextDay(on)).toBe(next);
  });
});
