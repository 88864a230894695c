import type { CountRule } from "./count-rule";
import { asset, type CountCase, fieldId, ruleOf } from "./licensing.sample";

/** Sums the column of a table in Notes over the rows of these licences (itglue-api.md 11 C). */
function tableRule(column: string, licenses: string[]): CountRule {
  const match = { column: "License Name", values: licenses };
  return { ...ruleOf("assets"), billBy: { by: "table", fieldId: fieldId("notes"), column, match } };
}

/** As PowerShell's `ConvertTo-Html -Fragment` writes it. */
function table(...rows: [license: string, active: string, consumed: string][]): string {
  const header = ["License Name", "Active Licenses", "Consumed Licenses"];
  const cells = (texts: string[], tag: string) => texts.map((text) => `<${tag}>${text}</${tag}>`).join("");
  const body = rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\r\n");
  return `<table>\r\n<colgroup><col/><col/><col/></colgroup>\r\n<tr>${cells(header, "th")}</tr>\r\n${body}\r\n</table>`;
}

/** The golden table, first part: what one asset's value comes to. Worked out by hand from the assets. */
export const VALUE_CASES: Record<string, CountCase> = {
  "no assets at all": [ruleOf("seats"), [], { total: "0", counted: [], leftOut: [] }],
  "one number": [
    ruleOf("seats"),
    [asset("a", { seats: 25 })],
    { total: "25", counted: ["a 25"], leftOut: [] },
  ],
  "a numeric string": [ruleOf("seats"), [asset("a", { seats: "25" })], { total: "25" }],
  "a numeric string in blanks": [ruleOf("seats"), [asset("a", { seats: " 25\r\n" })], { total: "25" }],
  "two assets of one licence are summed": [
    ruleOf("seats", { license: "E3" }),
    [asset("a", { license: "E3", seats: 10 }), asset("b", { license: "E3", seats: 5 })],
    { total: "15", counted: ["a 10", "b 5"] },
  ],
  "number and string together": [
    ruleOf("seats"),
    [asset("a", { seats: 1 }), asset("b", { seats: "2" })],
    { total: "3" },
  ],
  decimals: [
    ruleOf("seats"),
    [asset("a", { seats: 2.5 }), asset("b", { seats: "0.25" })],
    { total: "2.75", counted: ["a 2.5", "b 0.25"] },
  ],
  "0.1 + 0.2 is 0.3": [
    ruleOf("seats"),
    [asset("a", { seats: 0.1 }), asset("b", { seats: 0.2 })],
    { total: "0.3" },
  ],
  "a script's binary residue": [ruleOf("seats"), [asset("a", { seats: 0.1 + 0.2 })], { total: "0.3" }],
  "more than four places": [
    ruleOf("seats"),
    [asset("a", { seats: "33.333333" }), asset("b", { seats: "66.666666" })],
    { total: "100", counted: ["a 33.3333", "b 66.6667"] },
  ],
  "zero is a value": [
    ruleOf("seats"),
    [asset("a", { seats: 0 })],
    { total: "0", counted: ["a 0"], leftOut: [] },
  ],
  "0 Active on a suspended subscription": [
    ruleOf("seats", { license: "Business Premium" }),
    [
      asset("a", { license: "Business Premium", seats: 0, used: 12 }),
      asset("b", { license: "Business Premium", seats: 3, used: 3 }),
    ],
    { total: "3", counted: ["a 0", "b 3"] },
  ],
  "the other numeric field": [ruleOf("used"), [asset("a", { seats: 10, used: 7 })], { total: "7" }],
  "a percent": [ruleOf("coverage"), [asset("a", { coverage: 97.5 })], { total: "97.5" }],
  "a percent with its sign is text": [
    ruleOf("coverage"),
    [asset("a", { coverage: "97.5%" })],
    { total: "0", counted: [], leftOut: ["a not-a-number"] },
  ],
  "an exponent in text": [ruleOf("seats"), [asset("a", { seats: "1.5e2" })], { total: "150" }],
  "a tiny JSON number": [ruleOf("seats"), [asset("a", { seats: 1e-7 })], { total: "0", counted: ["a 0"] }],
  "the largest value": [
    ruleOf("seats"),
    [asset("a", { seats: 999_999_999.9999 })],
    { total: "999999999.9999" },
  ],
  "a telephone number": [
    ruleOf("seats"),
    [asset("a", { seats: 15551234567 }), asset("b", { seats: 2 })],
    { total: "2", leftOut: ["a not-a-number"] },
  ],
  "a number beyond JavaScript's": [
    ruleOf("seats"),
    [asset("a", { seats: 1e300 })],
    { total: "0", leftOut: ["a not-a-number"] },
  ],
  "a negative value is counted as it is": [
    ruleOf("seats"),
    [asset("a", { seats: 10 }), asset("b", { seats: -3 })],
    { total: "7", counted: ["a 10", "b -3"] },
  ],
  "a negative total": [ruleOf("seats"), [asset("a", { seats: "-2.5" })], { total: "-2.5" }],
  "text where a number should be": [
    ruleOf("seats"),
    [asset("a", { seats: "ten" }), asset("b", { seats: "4" })],
    { total: "4", leftOut: ["a not-a-number"] },
  ],
  "a thousands separator": [
    ruleOf("seats"),
    [asset("a", { seats: "1,000" })],
    { total: "0", leftOut: ["a not-a-number"] },
  ],
  "full-width digits are no number": [
    ruleOf("seats"),
    [asset("a", { seats: "１２" })],
    { total: "0", leftOut: ["a not-a-number"] },
  ],
  "a superscript is no digit": [
    ruleOf("seats"),
    [asset("a", { seats: "10²" })],
    { total: "0", leftOut: ["a not-a-number"] },
  ],
  "a boolean is no number": [
    ruleOf("seats"),
    [asset("a", { seats: true })],
    { total: "0", leftOut: ["a not-a-number"] },
  ],
  "an object is no number": [
    ruleOf("seats"),
    [asset("a", { seats: { amount: 5 } })],
    { total: "0", leftOut: ["a not-a-number"] },
  ],
  "an absent trait is blank": [
    ruleOf("seats"),
    [asset("a", {}), asset("b", { seats: 1 })],
    { total: "1", counted: ["b 1"], leftOut: ["a blank"] },
  ],
  "a null trait is blank": [
    ruleOf("seats"),
    [asset("a", { seats: null })],
    { total: "0", leftOut: ["a blank"] },
  ],
  "an empty trait is blank": [
    ruleOf("seats"),
    [asset("a", { seats: "" })],
    { total: "0", leftOut: ["a blank"] },
  ],
  "a whitespace trait is blank": [
    ruleOf("seats"),
    [asset("a", { seats: " \n" })],
    { total: "0", leftOut: ["a blank"] },
  ],
  "traits of deleted fields linger": [
    ruleOf("seats"),
    [asset("a", { seats: 2, "old-seats": 90 })],
    { total: "2" },
  ],
  "2.5 seats of a shared licence, written as text by a script": [
    ruleOf("seats"),
    [asset("a", { seats: "2.50" })],
    { total: "2.5", counted: ["a 2.5"] },
  ],
  "a customer billed by device has no number of billed users": [
    ruleOf("used"),
    [asset("a", { seats: 14 }), asset("b", { seats: 3, used: 8 })],
    { total: "8", counted: ["b 8"], leftOut: ["a blank"] },
  ],
  "licences in an HTML table, the row and column named": [
    tableRule("Active Licenses", ["Business Premium"]),
    [asset("a", { notes: table(["Business Premium", "25", "23"], ["Exchange Online", "5", "5"]) })],
    { total: "25", counted: ["a 25"] },
  ],
  "a table cell that says “25 active”": [
    tableRule("Active Licenses", ["Business Premium", "Exchange Online"]),
    [asset("a", { notes: table(["Business Premium", "25 active", "23"], ["Exchange Online", "5", "5"]) })],
    { total: "30", counted: ["a 30"] },
  ],
  "a table without a row of that licence": [
    tableRule("Active Licenses", ["E3"]),
    [asset("a", { notes: table(["Business Premium", "25", "23"]) })],
    { total: "0", counted: [], leftOut: ["a filter"] },
  ],
  "one unreadable cell of a table, and no part of its sum is billed": [
    tableRule("Active Licenses", ["Business Premium", "Exchange Online"]),
    [asset("a", { notes: table(["Business Premium", "n/a", "23"], ["Exchange Online", "5", "5"]) })],
    { total: "0", counted: [], leftOut: ["a not-a-number"] },
  ],
};
