import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCondition, readPairs } from "./conditions";
import { faultsCsv } from "./faults-csv";

const escaped = (text: string) => text.replace(/[\\|=]/g, "\\$&");
const word = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => text.trim() === text);

describe("a condition cell", () => {
  it("holds any field and any values, with the signs of its own written after a backslash", () => {
    fc.assert(
      fc.property(word, fc.uniqueArray(word, { minLength: 1, maxLength: 4 }), (field, values) => {
        const cell = `${escaped(field)}=${values.map(escaped).join("|")}`;
        expect(readCondition(cell)).toEqual({ field, values });
      }),
    );
  });

  it.each([
    ["License=Business Premium|E3", { field: "License", values: ["Business Premium", "E3"] }],
    [" License = A | B ||A", { field: "License", values: ["A", "B"] }],
    ["Owner=DOMAIN\\user", { field: "Owner", values: ["DOMAIN\\user"] }],
    ["Formula=a=b", { field: "Formula", values: ["a=b"] }],
    ["License", null],
    ["=A", null],
    ["License=", null],
    ["License=|", null],
    ["A\\=B", null],
  ])("%s", (cell, condition) => {
    expect(readCondition(cell)).toEqual(condition);
  });
});

describe("opening amounts in a cell", () => {
  it.each([
    ["", []],
    [
      "2026-05-17=100.00 | 2026-06-17 = 5",
      [
        { name: "2026-05-17", value: "100.00" },
        { name: "2026-06-17", value: "5" },
      ],
    ],
    ["100.00", null],
    ["2026-05-17=1=2", null],
    ["=5", null],
    ["2026-05-17=1|", null],
  ])("%s", (cell, pairs) => {
    expect(readPairs(cell)).toEqual(pairs);
  });
});

describe("faults as a file", () => {
  it("has the row, the column and what to do", () => {
    const faults = [
      { row: 7, column: "Unit price", message: 'Write "5", not “5,0”' },
      { row: null, column: null, message: "There is no row" },
    ];
    expect(faultsCsv(faults)).toBe(
      '\uFEFFRow,Column,What to do\r\n7,Unit price,"Write ""5"", not “5,0”"\r\nFile,,There is no row\r\n',
    );
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1"])("keeps %j from being a formula", (text) => {
    const [, row] = faultsCsv([{ row: 2, column: text, message: text }]).split("\r\n");
    const cell = `'${text}`;
    const written = /^\s|[\t]/.test(text) ? `"${cell}"` : cell;
    expect([`2,${cell},${cell}`, `2,${written},${written}`]).toContain(row);
  });
});
