import { describe, expect, it } from "vitest";
import { formatMoney, minorToDecimal } from "./format-money";

describe("formatMoney", () => {
  it.each([
    ["1240", "USD", "$1,240.00"],
    ["1240.5", "USD", "$1,240.50"],
    ["-12.40", "USD", "−$12.40"],
    ["-0.00", "USD", "$0.00"],
    ["9007199254740993.01", "USD", "$9,007,199,254,740,993.01"],
    ["0.01250000", "USD", "$0.0125"],
    ["10.00000000", "USD", "$10.00"],
    ["1500", "JPY", "¥1,500"],
    ["-3.1", "KWD", "−KWD 3.100"],
  ])("%s %s is %s", (amount, currency, text) => {
    expect(formatMoney(amount, currency).replaceAll("\u00a0", " ")).toBe(text);
  });

  it("writes the plus of an increase, but none of nothing", () => {
    expect(formatMoney("7", "USD", "always")).toBe("+$7.00");
    expect(formatMoney("0.00", "USD", "always")).toBe("$0.00");
    expect(formatMoney("-7", "USD", "always")).toBe("−$7.00");
  });

  it.each(["", "1e3", "1,000", "NaN"])("refuses %j", (amount) => {
    expect(() => formatMoney(amount, "USD")).toThrow(RangeError);
  });
});

describe("minorToDecimal", () => {
  it.each([
    [124000n, "USD", "1240.00"],
    ["-5", "USD", "-0.05"],
    [0n, "USD", "0.00"],
    [1500n, "JPY", "1500"],
    [-3100n, "KWD", "-3.100"],
  ])("%s %s is %s", (minor, currency, text) => {
    expect(minorToDecimal(minor, currency)).toBe(text);
  });
});
