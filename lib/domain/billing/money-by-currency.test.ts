import { expect, it } from "vitest";
import { addMinor, moneyByCurrency } from "./money-by-currency";

const sums: Record<string, string>[] = [{ USD: "150", JPY: "7" }, { USD: "-20" }, { EUR: "5" }];

it("adds up by currency and never across", () => {
  expect(addMinor(sums)).toEqual({ USD: "130", JPY: "7", EUR: "5" });
  expect(addMinor([])).toEqual({});
});

it("is in the currency's own digits, the currencies in their order", () => {
  expect(Object.entries(moneyByCurrency(sums))).toEqual([
    ["EUR", "0.05"],
    ["JPY", "7"],
    ["USD", "1.30"],
  ]);
});
