import { describe, expect, it } from "vitest";
import { evidenceRuleInWords, leftOutReason, valueLabel } from "./evidence-in-words";
import { asset, evidenceOf, ruleOf, tagged } from "./licensing.sample";
import type { CountEvidence } from "./receipt";

const seats = evidenceOf([asset("a", { seats: 1 })], ruleOf("seats", { plan: ["P", "Q"] }));
const tags = evidenceOf([asset("a", { users: tagged("Ann") })], ruleOf("users", { users: "Ann" }, true));
const assets = evidenceOf([asset("a", {})], ruleOf("assets"));
const field = { id: "f-notes", name: "Licences", nameKey: "notes", kind: "Textbox" };
const table: CountEvidence = {
  ...assets,
  rule: {
    ...assets.rule,
    billBy: { by: "table", field, column: "Seats", match: { column: "Plan", values: ["P"] } },
  },
};

describe("a receipt's rule in words, by the names of its own day", () => {
  it("of a number, with its filters", () => {
    expect(evidenceRuleInWords(seats)).toBe("Sum of Seats on Microsoft 365 assets whose Plan is P or Q");
    const renamed = { ...seats, assetType: { id: "33", name: "Old name" } };
    expect(evidenceRuleInWords(renamed)).toBe("Sum of Seats on Old name assets whose Plan is P or Q");
  });

  it("of tags, archived assets among them", () => {
    expect(evidenceRuleInWords(tags)).toBe(
      "Number of tags in Users on Microsoft 365 assets (archived ones included) whose Users includes Ann",
    );
  });

  it("of assets, and of a table", () => {
    expect(evidenceRuleInWords(assets)).toBe("Number of Microsoft 365 assets");
    expect(evidenceRuleInWords(table)).toBe(
      "Sum of Seats in the table Licences, of rows whose Plan is P, on Microsoft 365 assets",
    );
  });
});

it("the column of values is called by what is counted", () => {
  expect([seats, tags, assets, table].map(valueLabel)).toEqual(["Seats", "Tags in Users", "Assets", "Seats"]);
});

it("says why an asset did not count", () => {
  expect(leftOutReason({ reason: "filter", detail: "License is E3" })).toBe(
    "Outside the filters: License is E3",
  );
  expect(leftOutReason({ reason: "archived" })).toBe("Archived in IT Glue");
  expect(leftOutReason({ reason: "blank" })).toBe("Blank");
  expect(leftOutReason({ reason: "not-a-number", detail: "ten" })).toBe("Not a number: ten");
});
