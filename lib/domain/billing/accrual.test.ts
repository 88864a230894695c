import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { accrue, type Edit } from "./accrual";
import { type Case, june, rows } from "./billing-input.fixture";

describe("currencies of 0 and 3 decimals", () => {
  it.each([
    ["JPY", "1001", "1001", "proration 2026-06-01 from 2026-06-10: 701"],
    ["KWD", "10.005", "10.005", "proration 2026-06-01 from 2026-06-10: 7.004"],
    ["USD", "0.00345678", "0.00", "proration 2026-06-01 from 2026-06-10: 0.01"],
  ])("%s at %s", (currency, unitPrice, amount, expected) => {
    const given: Case = {
      currency,
      units: [
        ["2026-06-01", "1"],
        ["2026-06-10", currency === "USD" ? "4" : "2"],
      ],
      prices: [["2026-06-01", unitPrice]],
      posted: amount === "0.00" ? [] : [june(amount)],
      window: ["2026-06-01", "2026-06-30"],
    };
    expect(rows(given)).toEqual([expected]);
  });
});

describe("cumulative rounding (R18)", () => {
  it("changes worth 0.0140, 0.0133 and 0.0127 make 0.04, not 0.03", () => {
    expect(
      rows({
        contract: { startOn: "2026-06-01" },
        units: [
          ["2026-06-10", "2"],
          ["2026-06-11", "4"],
          ["2026-06-12", "6"],
        ],
        prices: [["2026-06-01", "0.01"]],
        window: ["2026-06-01", "2026-06-30"],
      }),
    ).toEqual([
      "proration 2026-06-01 from 2026-06-10: 0.01",
      "proration 2026-06-01 from 2026-06-11: 0.02",
      "proration 2026-06-01 from 2026-06-12: 0.01",
    ]);
  });
});

describe("edits of days, one after the other, at 10.00 by 30 days", () => {
  const day = (text: string) => Temporal.PlainDate.from(`2026-${text}`);
  const edit = (from: string, until: string, units: bigint): Edit => ({
    effectiveOn: day(from),
    range: { from: day(from), until: day(until) },
    level: { units: units * 10_000n, unitPrice: 1_000_000_000n },
  });
  /** Each accrual as its date, its amount and its shifts: "10→12 ×21" are 21 days that go from 10 units to 12. */
  const accrued = (...edits: Edit[]) =>
    accrue(edits, { periodDays: 30, currency: "USD" }).map(({ effectiveOn, amountMinor, shifts }) =>
      [
        `${effectiveOn} ${amountMinor}`,
        ...shifts.map(({ from, to, days }) => `${from.units / 10_000n}→${to.units / 10_000n} ×${days}`),
      ].join(", "),
    );
  const whole = edit("06-01", "07-01", 10n);
  const rise = edit("06-10", "07-01", 12n);

  it("each moves the days that stand otherwise, and earns what it adds", () => {
    expect(accrued(whole, rise, edit("06-05", "06-15", 20n), edit("06-15", "07-01", 0n))).toEqual([
      "2026-06-01 10000, 0→10 ×30",
      "2026-06-10 1400, 10→12 ×21",
      "2026-06-05 3000, 10→20 ×5, 12→20 ×5",
      "2026-06-15 -6400, 12→0 ×16",
    ]);
  });

  it("what stands before and after a middle is left as it is", () => {
    const middle = edit("06-11", "06-21", 13n);
    expect(accrued(whole, middle, edit("06-01", "07-01", 11n))).toEqual([
      "2026-06-01 10000, 0→10 ×30",
      "2026-06-11 1000, 10→13 ×10",
      "2026-06-01 0, 10→11 ×10, 10→11 ×10, 13→11 ×10",
    ]);
  });

  it("days that stand alike are no shift, and new days begin from nothing", () => {
    expect(accrued(rise, edit("06-01", "07-01", 12n), edit("06-08", "06-20", 12n))).toEqual([
      "2026-06-10 8400, 0→12 ×21",
      "2026-06-01 3600, 0→12 ×9",
      "2026-06-08 0",
    ]);
  });

  it("an edit of no days is nothing, wherever it falls", () => {
    expect(accrued(whole, edit("06-10", "06-10", 99n), edit("06-10", "06-09", 99n), rise)).toEqual([
      "2026-06-01 10000, 0→10 ×30",
      "2026-06-10 0",
      "2026-06-10 0",
      "2026-06-10 1400, 10→12 ×21",
    ]);
  });
});
