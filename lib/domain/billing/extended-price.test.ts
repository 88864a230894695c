import { describe, expect, it } from "vitest";
import { extendedPriceMinor } from "./extended-price";

describe("extendedPriceMinor", () => {
  it.each([
    ["10", "10.00", "USD", 10_000n],
    ["2.5", "0.0125", "USD", 3n],
    ["1", "0.005", "USD", 1n],
    ["1", "0.00499999", "USD", 0n],
    ["3", "1250.5", "JPY", 3752n],
    ["3", "0.3335", "KWD", 1001n],
    ["0", "45", "USD", 0n],
    ["999999999.9999", "999999999999.99999999", "USD", 99_999_999_999_989_999_999_000n],
  ])("%s units at %s %s are %s minor units", (units, price, currency, minor) => {
    expect(extendedPriceMinor(units, price, currency)).toBe(minor);
  });
});
