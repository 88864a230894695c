import { describe, expect, it } from "vitest";
import { lineFactors } from "./line-factors";

const june = {
  kind: "regular" as const,
  units: "10",
  previousUnits: null,
  unitPrice: "10.00",
  days: 30,
  periodDays: 30,
  amount: "100.00",
};
const change = { ...june, kind: "proration" as const, previousUnits: "10" };

describe("the factors printed on an invoice line multiply to its amount", () => {
  it("a whole period: units and price", () => {
    expect(lineFactors(june, "USD")).toEqual({ units: "10", unitPrice: "10.00" });
  });

  it("a change: its difference, for the days that are left", () => {
    expect(lineFactors({ ...change, units: "11", days: 21, amount: "7.00" }, "USD")?.units).toBe("+1");
    expect(lineFactors({ ...change, units: "9", days: 11, amount: "-3.67" }, "USD")?.units).toBe("−1");
  });

  it("a cent of cumulative rounding is still the same product", () => {
    expect(lineFactors({ ...change, units: "9", days: 11, amount: "-3.66" }, "USD")).not.toBeNull();
  });

  it("none where the amount is another: a price change, or part of a credit", () => {
    expect(lineFactors({ ...change, units: "10", unitPrice: "12.00", days: 11, amount: "7.33" }, "USD")).toBe(
      null,
    );
    expect(lineFactors({ ...june, amount: "40.00" }, "USD")).toBe(null);
    expect(lineFactors({ ...june, units: null }, "USD")).toBe(null);
  });

  it("in the digits of its currency", () => {
    expect(lineFactors({ ...june, unitPrice: "1500", amount: "15000" }, "JPY")).not.toBeNull();
    expect(lineFactors({ ...june, unitPrice: "15.00", amount: "15000" }, "JPY")).toBeNull();
  });
});
