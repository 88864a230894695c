import { describe, expect, it } from "vitest";
import { plainText } from "./plain-text";
import { exactDecimal, foldText, readNumber, readTags, shownTrait, traitMatcher } from "./trait-value";

describe("numbers", () => {
  it.each([
    [7, 70_000n, "7"],
    ["7", 70_000n, "7"],
    [" 7 ", 70_000n, "7"],
    ["2.50", 25_000n, "2.5"],
    ["+3", 30_000n, "3"],
    [".5", 5_000n, "0.5"],
    ["007", 70_000n, "7"],
    [0, 0n, "0"],
    [-0, 0n, "0"],
    ["-0.0", 0n, "0"],
    [-5, -50_000n, "-5"],
    ["-999999999", -9_999_999_990_000n, "-999999999"],
    [0.1 + 0.2, 3_000n, "0.30000000000000004"],
    [1e-7, 0n, "0.0000001"],
    ["1e3", 10_000_000n, "1000"],
    ["2.5E2", 2_500_000n, "250"],
    ["0.25e1", 25_000n, "2.5"],
    ["125e-2", 12_500n, "1.25"],
    ["1.00004", 10_000n, "1.00004"],
    ["1.00005", 10_001n, "1.00005"],
    ["-1.00005", -10_001n, "-1.00005"],
    ["-0.00005", -1n, "-0.00005"],
    ["0.99995", 10_000n, "0.99995"],
    [999_999_999.9999, 9_999_999_999_999n, "999999999.9999"],
  ])("reads %j as %s ten-thousandths", (trait, units, read) => {
    expect(readNumber(trait)).toEqual({ is: "number", units, read });
  });

  it.each([[undefined], [null], [""], ["  \r\n"], ["\u00a0"]])("reads %j as blank", (trait) => {
    expect(readNumber(trait)).toEqual({ is: "blank" });
  });

  it.each([
    ["ten", "ten"],
    ["12 seats", "12 seats"],
    ["1,000", "1,000"],
    ["$5", "$5"],
    ["25%", "25%"],
    ["0x10", "0x10"],
    ["1e", "1e"],
    ["１２", "１２"],
    ["10²", "10²"],
    ["½", "½"],
    ["--5", "--5"],
    ["NaN", "NaN"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    ["1e999999999", "1e999999999"],
    [15_551_234_567, "15551234567"],
    [1e21, "1e+21"],
    [true, "true"],
    [[5], "5"],
    [{ value: 5 }, ""],
  ])("does not take %j for a number", (trait, text) => {
    expect(readNumber(trait)).toEqual({ is: "not-a-number", text });
  });

  it("writes exponents out, exactly", () => {
    expect(exactDecimal("123.456e-5")).toBe("0.00123456");
    expect(exactDecimal("123.456e2")).toBe("12345.6");
    expect(exactDecimal("1e21")).toBe("1000000000000000000000");
  });
});

describe("tags", () => {
  const count = (trait: unknown) => {
    const reading = readTags(trait);
    return reading.is === "number" ? reading.read : reading.is;
  };
  it.each([
    [
      {
        type: "Contacts",
        values: [
          { id: 1, name: "Ann" },
          { id: 2, name: "Bob" },
        ],
      },
      "2",
    ],
    [
      {
        type: "Contacts",
        values: [
          { id: 1, name: "Ann" },
          { id: 1, name: "Ann" },
        ],
      },
      "1",
    ],
    [
      {
        type: "Contacts",
        values: [
          { id: 1, name: "Ann" },
          { id: "1", name: "Ann" },
        ],
      },
      "1",
    ],
    [{ type: "Contacts", values: [{ name: "Ann" }, { name: "Ann" }] }, "2"],
    [{ type: "Contacts", values: [] }, "0"],
    [{ type: "Contacts", values: null }, "blank"],
    [[457, 676], "2"],
    [undefined, "blank"],
    [null, "blank"],
    [569, "not-a-number"],
    ["Ann", "not-a-number"],
  ])("counts %j as %s", (trait, expected) => {
    expect(count(trait)).toBe(expected);
  });
});

describe("matching by kind", () => {
  it.each<[kind: string, trait: unknown, value: string, isMatch: boolean]>([
    ["Text", "E3", "e3", true],
    ["Text", "E3 ", " E3", true],
    ["Text", "E3\r\n", "E3", true],
    ["Text", "E3", "E5", false],
    ["Text", "E3 extra", "E3", false],
    ["Text", "Ｅ３", "E3", true],
    ["Text", "Business\u00a0Premium", "Business Premium", true],
    ["Text", "Ⅲ", "iii", true],
    ["Text", "℡", "tel", true],
    ["Text", "STRASSE", "straße", true],
    ["Text", "ΟΔΟΣ", "οδοσ", true],
    ["Text", "e\u0301", "é", true],
    ["Text", "YAZILIM", "yazılım", false],
    ["Text", "İ", "i", false],
    ["Text", "Е3", "E3", false],
    ["Text", 365, "365", true],
    ["Text", undefined, "undefined", false],
    ["Text", null, "null", false],
    ["Text", "1.0", "1", false],
    ["Select", "Business Premium\r", "business premium", true],
    ["Select", ["A", "B"], "b", true],
    ["Number", 10, "10.00", true],
    ["Number", "10.0", "10", true],
    ["Number", 1000, "1e3", true],
    ["Number", 10, "１０", true],
    ["Number", 10, "100", false],
    ["Number", 0.30000000000000004, "0.3", false],
    ["Number", "ten", "TEN", true],
    ["Number", 0, "0", true],
    ["Number", undefined, "0", false],
    ["Percent", 50, "50 %", true],
    ["Percent", "50.0", "50%", true],
    ["Percent", 0.5, "50%", false],
    ["Date", "2026-05-31", "2026-5-31", true],
    ["Date", "2026-05-31", "2026/05/31", true],
    ["Date", "2026-05-31T00:00:00.000Z", "2026-05-31", true],
    ["Date", "2026-05-31", "2026-06-01", false],
    ["Date", "2026-05-04", "5/4/2026", false],
    ["Checkbox", true, "Yes", true],
    ["Checkbox", true, "TRUE", true],
    ["Checkbox", "true", "yes", true],
    ["Checkbox", false, "no", true],
    ["Checkbox", false, "yes", false],
    ["Checkbox", undefined, "no", false],
    ["Tag", { type: "Contacts", values: [{ id: 1, name: "Ann Lee" }] }, "ann lee", true],
    ["Tag", { type: "Contacts", values: [{ id: 1, name: "Ann Lee" }] }, "1", false],
    ["Tag", { type: "Contacts", values: [] }, "ann", false],
    ["Tag", { type: "Contacts", values: [{ id: 1 }, null] }, "ann", false],
    ["Textbox", "<div>Business <b>Pre</b>mium</div>", "business premium", true],
    ["Textbox", "<p>A</p><p>B</p>", "a  b", true],
    ["Textbox", "R&amp;D &lt;1&gt;", "R&D <1>", true],
    ["Textbox", "<div> </div>", "div", false],
    ["Slider", "Anything", "anything", true],
    ["Slider", { deep: { shape: 1 } }, "1", false],
  ])("%s: %j is %j → %s", (kind, trait, value, isMatch) => {
    expect(traitMatcher(kind, [value])(trait)).toBe(isMatch);
  });

  it("matches one of many values", () => {
    const isMatch = traitMatcher("Text", ["A", "B"]);
    expect([isMatch("b"), isMatch("c")]).toEqual([true, false]);
  });
});

describe("text", () => {
  it.each([
    ["A&nbsp;&eacute;&Eacute;&#8364;&#x20AC;", "A éÉ€€"],
    ["&amp;lt;", "&lt;"],
    ["&unknown; &#0; &#x110000;", "&unknown; &#0; &#x110000;"],
    ["5 < 6 and 7 > 3", "5 < 6 and 7 > 3"],
    ["<!-- note -->a<br/>b", "a b"],
    ["<table><tr><td>25</td><td>23</td></tr></table>", "25 23"],
    ['<span style="x">Pre</span>fix', "Prefix"],
  ])("reads %j without HTML as %j", (html, text) => {
    expect(plainText(html)).toBe(text);
  });

  it("strips a long hostile text in good time", () => {
    const started = performance.now();
    plainText("<a".repeat(200_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("folds the same way twice", () => {
    for (const text of ["Straße", "ŉ", "ΐ", "ﬀ", "İ", "ẞ"])
      expect(foldText(foldText(text))).toBe(foldText(text));
  });

  it("shows a trait in one short line", () => {
    expect(shownTrait({ values: [{ name: "Ann" }, { name: "Bob" }] }, "Tag")).toBe("Ann, Bob");
    expect(shownTrait("😀".repeat(100), "Text")).toBe(`${"😀".repeat(80)}…`);
    expect(shownTrait(undefined, "Text")).toBe("");
  });
});
