import { describe, expect, it } from "vitest";
import { chunksOf, isSavable, isTickedAtFirst, type RulePreview, totalOf, worthOf } from "./chosen-previews";

const preview = (values: Partial<RulePreview> = {}): RulePreview => ({
  contractId: "c1",
  accountId: "a1",
  accountName: "Acme",
  refusal: null,
  readingId: "r1",
  state: "counted",
  reasons: [],
  units: "14",
  assets: 2,
  overlaps: [],
  nearMisses: [],
  ...values,
});
const overlaps = [{ lineId: "l1", lineName: "Old", contractName: "C", assets: 1, units: "6" }];
const terms = { rounding: "none", minimum: null, included: null, maximum: null } as const;

describe("which previews become lines", () => {
  it.each<[string, Partial<RulePreview>, boolean, boolean]>([
    ["a count", {}, true, true],
    ["a count that another line bills already", { overlaps }, true, false],
    ["a count of nothing", { state: "empty", units: "0" }, true, false],
    ["an account that did not answer", { state: "unreachable", units: null }, false, false],
    ["a broken rule", { state: "broken-rule", units: null }, false, false],
    [
      "a refused account",
      { refusal: "Its contract is inactive.", readingId: null, state: null },
      false,
      false,
    ],
  ])("%s", (_, values, canBeSaved, isTicked) => {
    expect(isSavable(preview(values))).toBe(canBeSaved);
    expect(isTickedAtFirst(preview(values))).toBe(isTicked);
  });
});

describe("what a count bills in one period", () => {
  it("is billed units at the price", () => {
    expect(worthOf(preview(), { terms, unitPrice: "12.50", currency: "USD" })).toEqual({
      billed: "14",
      amountMinor: 17500n,
    });
  });

  it("follows the terms", () => {
    const bounded = { ...terms, included: "10", minimum: "5" };
    expect(worthOf(preview(), { terms: bounded, unitPrice: "10", currency: "USD" })).toEqual({
      billed: "5",
      amountMinor: 5000n,
    });
  });

  it.each(["", "ten", "-1"])("has no amount at the price %o", (unitPrice) => {
    expect(worthOf(preview(), { terms, unitPrice, currency: "USD" })?.amountMinor).toBeNull();
  });

  it("is nothing without a count", () => {
    expect(worthOf(preview({ units: null }), { terms, unitPrice: "1", currency: "USD" })).toBeNull();
  });

  it("adds up only where all of it is known", () => {
    const worth = { billed: "1", amountMinor: 100n };
    expect(totalOf([])).toBe(0n);
    expect(totalOf([worth, worth])).toBe(200n);
    expect(totalOf([worth, null])).toBeNull();
    expect(totalOf([worth, { billed: "1", amountMinor: null }])).toBeNull();
  });
});

it("asks in chunks, the last one shorter", () => {
  expect(chunksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunksOf([], 2)).toEqual([]);
});
