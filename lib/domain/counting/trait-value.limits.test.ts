import { describe, expect, it } from "vitest";
import { readNumber, shownTrait, traitMatcher, traitTexts } from "./trait-value";

const isOneOf = (trait: unknown, kind: string, ...values: string[]) => traitMatcher(kind, values)(trait);

describe("where a number ends", () => {
  it.each([["."], ["-"], ["+."], ["e5"], [1_000_000_000], [-1_000_000_000], ["1000000000"]])(
    "%j is none",
    (trait) => {
      expect(readNumber(trait)).toEqual({ is: "not-a-number", text: `${trait}` });
    },
  );

  it.each([999_999_999, -999_999_999, "999999999"])("%j is one", (trait) => {
    expect(readNumber(trait)).toEqual({
      is: "number",
      units: BigInt(trait) * 10_000n,
      read: `${trait}`,
    });
  });
});

describe("texts of a trait", () => {
  it.each<[unknown, string, string[]]>([
    ["<p> </p>", "Textbox", []],
    ["<b>E3</b>", "Textbox", ["E3"]],
    ["<b>E3</b>", "Text", ["<b>E3</b>"]],
    [5n, "Text", []],
    [Symbol("E3"), "Text", []],
    [{ values: [{ name: "Ann" }, { name: "  " }, "Bob"] }, "Tag", ["Ann", "Bob"]],
  ])("%o of a %s are %j", (trait, kind, texts) => {
    expect(traitTexts(trait, kind)).toEqual(texts);
  });

  it("are shown to the eightieth character, which may take two code units", () => {
    for (const letter of ["x", "😀"]) {
      expect(shownTrait(letter.repeat(80), "Text")).toBe(letter.repeat(80));
      expect(shownTrait(letter.repeat(81), "Text")).toBe(`${letter.repeat(80)}…`);
    }
    expect(shownTrait(["a", "b"], "Select")).toBe("a, b");
  });
});

describe("what is the same", () => {
  it.each<[unknown, string, string, boolean]>([
    ["5%", "Percent", "5", true],
    ["5 %", "Percent", "5.0", true],
    ["5%5", "Percent", "55", false],
    ["5%", "Number", "5", false],
    ["2026-01-02T10:00:00Z", "Date", "2026/1/2", true],
    ["2026-01-02 at noon", "Date", "2026-1-2", true],
    ["12026-01-02", "Date", "2026-01-02", false],
    ["2026-01-022", "Date", "2026-01-02", false],
    ["not a day", "Date", "another", false],
    ["a  b", "Textbox", "A B", true],
    ["ab", "Textbox", "a b", false],
    ["true", "Checkbox", "Yes", true],
    [false, "Checkbox", "no", true],
  ])("%j as a %s and %j: %s", (trait, kind, value, is) => {
    expect(isOneOf(trait, kind, value)).toBe(is);
  });
});
