import { describe, expect, it } from "vitest";
import { LICENSING, ruleOf } from "./licensing.sample";
import { ruleInWords } from "./rule-in-words";

describe("a rule in words", () => {
  it.each<[Parameters<typeof ruleInWords>[0], string]>([
    [
      ruleOf("seats", { license: ["A", "B"] }),
      "Sum of Seats on Microsoft 365 assets whose License is A or B",
    ],
    [ruleOf("seats"), "Sum of Seats on Microsoft 365 assets"],
    [ruleOf("assets", { managed: "yes" }), "Number of Microsoft 365 assets whose Managed is yes"],
    [
      ruleOf("users", { users: "Ann" }),
      "Number of tags in Users on Microsoft 365 assets whose Users includes Ann",
    ],
    [
      ruleOf("seats", { license: ["A", "B", "C"], plan: "P" }, true),
      "Sum of Seats on Microsoft 365 assets (archived ones included) whose License is A, B or C and whose Plan is P",
    ],
  ])("says rule %# in one sentence", (rule, sentence) => {
    expect(ruleInWords(rule, LICENSING)).toBe(sentence);
  });

  it("names a table's rows where they are chosen", () => {
    const rule = (match: { column: string; values: string[] } | null) => ({
      ...ruleOf("assets"),
      billBy: { by: "table" as const, fieldId: "f-notes", column: "Seats", match },
    });
    expect(ruleInWords(rule(null), LICENSING)).toBe(
      "Sum of Seats in the table Notes on Microsoft 365 assets",
    );
    expect(ruleInWords(rule({ column: "Plan", values: ["P", "Q"] }), LICENSING)).toBe(
      "Sum of Seats in the table Notes, of rows whose Plan is P or Q, on Microsoft 365 assets",
    );
  });

  it("says what is gone", () => {
    expect(ruleInWords(ruleOf("seats"), { ...LICENSING, fields: [] })).toBe(
      "Sum of a deleted field on Microsoft 365 assets",
    );
    expect(ruleInWords(ruleOf("assets"), null)).toBe("Number of assets of a deleted type");
    expect(ruleInWords(ruleOf("seats", { license: "A" }), null)).toBe(
      "Sum of a deleted field on assets of a deleted type whose a deleted field is A",
    );
  });
});
