import { describe, expect, it } from "vitest";
import { marginOf } from "./margin";

describe("marginOf", () => {
  it.each([
    ["10.00", "7.5", { amount: "2.50", percent: "25.0" }],
    ["10", "0", { amount: "10.00", percent: "100.0" }],
    ["3", "2", { amount: "1.00", percent: "33.3" }],
    ["10", "12.5", { amount: "-2.50", percent: "-25.0" }],
    ["0", "1", { amount: "-1.00", percent: null }],
    ["0.0125", "0.01", { amount: "0.0025", percent: "20.0" }],
  ])("of %s at a cost of %s", (price, cost, margin) => {
    expect(marginOf(price, cost)).toEqual(margin);
  });

  it.each([
    ["10", ""],
    ["10", null],
    ["ten", "1"],
    ["", "1"],
  ])("is unknown for %o at a cost of %o", (price, cost) => {
    expect(marginOf(price, cost)).toBeNull();
  });
});
