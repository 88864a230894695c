import { describe, expect, it } from "vitest";
import { type FactorLine, lineFactors } from "./line-factors";

const whole: FactorLine = {
  kind: "regular",
  units: "10",
  previousUnits: null,
  unitPrice: "12.50",
  days: 30,
  periodDays: 30,
  amount: "125.00",
};

describe("factors of a line", () => {
  it.each<[string, Partial<FactorLine>, ReturnType<typeof lineFactors>]>([
    ["a whole period", {}, { units: 100_000n, isChange: false, unitPrice: "12.50" }],
    [
      "units before count in a proration alone",
      { previousUnits: "8" },
      { units: 100_000n, isChange: false, unitPrice: "12.50" },
    ],
    [
      "two more for 21 of 30 days",
      { kind: "proration", units: "12", previousUnits: "10", days: 21, amount: "17.50" },
      { units: 20_000n, isChange: true, unitPrice: "12.50" },
    ],
    [
      "a proration that begins something has no units before",
      { kind: "proration", days: 21, amount: "87.50" },
      { units: 100_000n, isChange: false, unitPrice: "12.50" },
    ],
    [
      "one cent more, by cumulative rounding",
      { amount: "125.01" },
      { units: 100_000n, isChange: false, unitPrice: "12.50" },
    ],
    ["one cent less", { amount: "124.99" }, { units: 100_000n, isChange: false, unitPrice: "12.50" }],
    ["two cents more multiply to something else", { amount: "125.02" }, null],
    ["two cents less", { amount: "124.98" }, null],
    ["an amount typed by a person", { units: null }, null],
    ["no price", { unitPrice: null }, null],
    ["no days to divide by", { periodDays: 0, days: 0 }, null],
  ])("%s", (_, change, factors) => {
    expect(lineFactors({ ...whole, ...change }, "USD")).toEqual(factors);
  });

  it("are exact to the last of eight decimals, in the currency's own digits", () => {
    const yen = { ...whole, units: "0.5", unitPrice: "3.00000001", days: 31, periodDays: 31 };
    expect(lineFactors({ ...yen, amount: "3" }, "JPY")).not.toBeNull();
    expect(lineFactors({ ...yen, amount: "4" }, "JPY")).toBeNull();
  });
});
