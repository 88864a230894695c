import { describe, expect, it } from "vitest";
import { formatUnits, formatUnitsDelta } from "./format-units";

describe("formatUnits", () => {
  it.each([
    ["10.0000", "10"],
    ["2.5", "2.5"],
    ["1204567.0001", "1,204,567.0001"],
    ["-1204", "−1,204"],
  ])("%s is %s", (units, text) => {
    expect(formatUnits(units)).toBe(text);
  });
});

describe("formatUnitsDelta", () => {
  it.each([
    ["13", "10", "+3"],
    ["11", "35", "−24"],
    ["0.3", "0.1", "+0.2"],
    ["10.0", "10", "0"],
    ["2000", "500", "+1,500"],
  ])("from %s after %s is %s", (units, previous, text) => {
    expect(formatUnitsDelta(units, previous)).toBe(text);
  });
});
