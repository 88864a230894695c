import { describe, expect, it } from "vitest";
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
