import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { dayInWords, rangeInWords, unitChangeInWords, unitPriceText, unitsInWords } from "./words";

const day = (text: string) => Temporal.PlainDate.from(text);
const range = (from: string, until: string) => rangeInWords({ from: day(from), until: day(until) });

it("days have their month's name", () => {
  const months = Array.from({ length: 12 }, (_, index) =>
    dayInWords(day("2026-01-09").add({ months: index })),
  );
  expect(months.join("; ")).toBe(
    "9 January 2026; 9 February 2026; 9 March 2026; 9 April 2026; 9 May 2026; 9 June 2026; 9 July 2026; " +
      "9 August 2026; 9 September 2026; 9 October 2026; 9 November 2026; 9 December 2026",
  );
});

it("ranges name what differs, and their last day", () => {
  expect(range("2026-06-01", "2026-07-01")).toBe("1 to 30 June 2026");
  expect(range("2026-06-17", "2026-07-17")).toBe("17 June to 16 July 2026");
  expect(range("2025-12-17", "2026-01-17")).toBe("17 December 2025 to 16 January 2026");
  expect(range("2025-06-17", "2026-06-18")).toBe("17 June 2025 to 17 June 2026");
  expect(range("2026-06-05", "2026-06-06")).toBe("5 June 2026");
});

it("units and changes of units", () => {
  expect([10_000n, -10_000n, 25_000n, 0n].map(unitsInWords)).toEqual([
    "1 unit",
    "-1 unit",
    "2.5 units",
    "0 units",
  ]);
  expect([10_000n, -20_000n, 0n].map(unitChangeInWords)).toEqual(["+1 unit", "-2 units", "0 units"]);
});

it("prices have the currency's digits at least", () => {
  expect(unitPriceText(1_000_000_000n, "USD")).toBe("10.00");
  expect(unitPriceText(1_000_500_000n, "USD")).toBe("10.005");
  expect(unitPriceText(1_000_000_000n, "JPY")).toBe("10");
});
