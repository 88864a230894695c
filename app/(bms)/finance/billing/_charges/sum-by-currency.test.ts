import { describe, expect, it } from "vitest";
import { sumByCurrency } from "./sum-by-currency";

describe("amounts are summed by currency", () => {
  it("exactly, credits included, and never across currencies", () => {
    expect(
      sumByCurrency([
        { amount: "0.10", currency: "USD" },
        { amount: "0.20", currency: "USD" },
        { amount: "1500", currency: "JPY" },
        { amount: "-100.00", currency: "USD" },
      ]),
    ).toEqual([
      { currency: "JPY", amount: "1500", items: 1 },
      { currency: "USD", amount: "-99.70", items: 3 },
    ]);
  });

  it("nothing sums to nothing", () => {
    expect(sumByCurrency([])).toEqual([]);
  });
});
