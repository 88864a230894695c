import { describe, expect, it } from "vitest";
import {
  CURRENCIES,
  formatAmount,
  isCurrency,
  minorDigits,
  parseAmount,
  roundHalfAwayFromZero,
} from "./money";

describe("amounts in the currency's own digits", () => {
  it.each([
    ["USD", "100.00", 10_000n],
    ["USD", "-3.67", -367n],
    ["USD", "0.05", 5n],
    ["JPY", "701", 701n],
    ["KWD", "7.004", 7_004n],
  ])("%s %s", (currency, text, minor) => {
    expect(parseAmount(text, currency)).toEqual({ ok: true, value: minor });
    expect(formatAmount(minor, currency)).toBe(text);
  });

  it("accepts fewer decimals and refuses more than the currency has", () => {
    expect(parseAmount("100", "USD")).toEqual({ ok: true, value: 10_000n });
    expect(parseAmount("100.001", "USD")).toEqual({ ok: false, fault: "too-many-decimals" });
    expect(parseAmount("0.5", "JPY")).toEqual({ ok: false, fault: "too-many-decimals" });
  });

  it("knows each currency once, in alphabetical order, and no other", () => {
    expect(new Set(CURRENCIES).size).toBe(CURRENCIES.length);
    expect(CURRENCIES).toEqual([...CURRENCIES].sort());
    expect([CURRENCIES[0], CURRENCIES.at(-1)]).toEqual(["AED", "ZMW"]);
    expect(isCurrency("usd")).toBe(false);
    expect(() => minorDigits("XXX")).toThrow('"XXX" is not a known currency');
  });
});

describe("rounding half away from zero (R16)", () => {
  it.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [49n, 100n, 0n],
    [-49n, 100n, 0n],
    [-50n, 100n, -1n],
    [7n, 1n, 7n],
  ])("%s/%s is %s", (numerator, denominator, rounded) => {
    expect(roundHalfAwayFromZero({ numerator, denominator })).toBe(rounded);
  });

  it("refuses a denominator that is not above zero", () => {
    for (const denominator of [0n, -1n]) {
      const share = { numerator: 1n, denominator };
      expect(() => roundHalfAwayFromZero(share)).toThrow("a share has a denominator above zero");
    }
  });
});
