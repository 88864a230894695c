import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, formatDecimal, parseDecimal } from "./decimal";

describe("decimals", () => {
  it.each([
    ["10", 4, 100_000n],
    ["-2.5", 4, -25_000n],
    [".75", 4, 7_500n],
    ["1.", 4, 10_000n],
    ["1.230000", 4, 12_300n],
    [" 7 ", 0, 7n],
    ["0000000000000001.5", 4, 15_000n],
    ["999999999999.9999", 4, 9_999_999_999_999_999n],
  ])("reads %j at scale %i", (text, scale, value) => {
    expect(parseDecimal(text, scale)).toEqual({ ok: true, value });
  });

  it.each([
    ["", "blank"],
    ["  ", "blank"],
    ["ten", "not-a-number"],
    ["1e3", "not-a-number"],
    ["1,000", "not-a-number"],
    ["0x10", "not-a-number"],
    [".", "not-a-number"],
    ["-", "not-a-number"],
    ["1.00001", "too-many-decimals"],
    ["1000000000000", "too-large"],
  ])("refuses %j as %s", (text, fault) => {
    expect(parseDecimal(text, 4)).toEqual({ ok: false, fault });
  });

  it("throws where proved text was not a number after all", () => {
    expect(() => decimal("ten", 4)).toThrow('"ten" is not a decimal of 4 places: not-a-number');
  });

  it("writes and reads back every value", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -999_999_999_999n, max: 999_999_999_999n }),
        fc.integer({ min: 0, max: 8 }),
        (value, scale) => {
          expect(decimal(formatDecimal(value, scale), scale)).toBe(value);
        },
      ),
    );
  });

  it("keeps the decimals a price is shown with", () => {
    expect(formatDecimal(1_000_000_000n, 8, 2)).toBe("10.00");
    expect(formatDecimal(1_050_000_000n, 8, 2)).toBe("10.50");
    expect(formatDecimal(-5n, 2)).toBe("-0.05");
  });
});
