import { describe, expect, it } from "vitest";
import { billedUnits, type UnitsTerms } from "./count-units";

describe("billed units", () => {
  const terms = (change: Partial<UnitsTerms>): UnitsTerms => ({
    rounding: "none",
    minimum: null,
    included: null,
    maximum: null,
    ...change,
  });
  it.each<[string, Partial<UnitsTerms>, string]>([
    ["10", {}, "10"],
    ["2.5", {}, "2.5"],
    ["2.5", { rounding: "up" }, "3"],
    ["2.0001", { rounding: "up" }, "3"],
    ["2", { rounding: "up" }, "2"],
    ["2.9999", { rounding: "down" }, "2"],
    ["2.5", { rounding: "half-up" }, "3"],
    ["2.4999", { rounding: "half-up" }, "2"],
    ["0.5", { rounding: "half-up" }, "1"],
    ["-3", {}, "0"],
    ["-3", { minimum: "2" }, "2"],
    ["-0.5", { rounding: "up" }, "0"],
    ["10", { included: "3" }, "7"],
    ["2", { included: "3" }, "0"],
    ["-2", { included: "3" }, "0"],
    ["10.5", { included: "0.25" }, "10.25"],
    ["10.2", { rounding: "up", included: "3" }, "8"],
    ["10", { maximum: "8" }, "8"],
    ["10", { included: "3", maximum: "8" }, "7"],
    ["2", { minimum: "5" }, "5"],
    ["2", { included: "3", minimum: "5" }, "5"],
    ["20", { minimum: "9", maximum: "8" }, "9"],
    ["0", { minimum: "0" }, "0"],
    ["999999999999.9999", {}, "999999999999.9999"],
  ])("%s under %j is %s", (count, change, billed) => {
    expect(billedUnits(count, terms(change))).toBe(billed);
  });

  it("throws on text that is no number", () => {
    expect(() => billedUnits("", terms({}))).toThrow(RangeError);
    expect(() => billedUnits("5", terms({ minimum: "two" }))).toThrow(RangeError);
  });
});
