import { describe, expect, it } from "vitest";
import { compareDecimal } from "./compare-decimal";

describe("compareDecimal", () => {
  it.each([
    ["2", "10", -1],
    ["-2", "-10", 1],
    ["1.10", "1.1", 0],
    ["-0.00", "0", 0],
    ["9007199254740993", "9007199254740992", 1],
    ["0.00000001", "0.00000002", -1],
    ["", "0", -1],
    ["", "", 0],
  ])("%s against %s is %i", (first, second, order) => {
    expect(compareDecimal(first, second)).toBe(order);
  });
});
