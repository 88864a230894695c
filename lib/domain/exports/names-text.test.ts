import { expect, it } from "vitest";
import { namesText } from "./names-text";

it("names are the same text, however they were entered, and none is no name", () => {
  const names = {
    xeroAccountCode: "200",
    xeroTaxTypes: { "7.25": "OUTPUT", "0": "NONE", "20": "" },
    quickBooksTaxCodes: { "20": "S" },
  };
  const text = '["200",[["0","NONE"],["7.25","OUTPUT"]],[["20","S"]]]';
  expect(namesText(names)).toBe(text);
  expect(namesText({ ...names, xeroTaxTypes: { "7.25": "OUTPUT", "0": "NONE" } })).toBe(text);
  expect(namesText({ ...names, quickBooksTaxCodes: {} })).not.toBe(text);
});

it("the order is that of the rates' texts, whichever came first", () => {
  const none = { xeroAccountCode: "", quickBooksTaxCodes: {} };
  const sorted = '["",[["a","1"],["b","2"],["c","3"]],[]]';
  expect(namesText({ ...none, xeroTaxTypes: { c: "3", a: "1", b: "2" } })).toBe(sorted);
  expect(namesText({ ...none, xeroTaxTypes: { b: "2", c: "3", a: "1" } })).toBe(sorted);
});
