import { describe, expect, it } from "vitest";
import {
  type AssetType,
  countRuleSchema,
  filterFields,
  resolveRule,
  splitPastedValues,
  valueFields,
} from "./count-rule";
import { type FieldKey, fieldId, LICENSING, ruleOf } from "./licensing.sample";

const names = (fields: { name: string }[]) => fields.map(({ name }) => name);

/** The sample type with one field changed, or taken away. */
function typeWith(key: FieldKey, change: Partial<AssetType["fields"][number]> | null): AssetType {
  return {
    ...LICENSING,
    fields: LICENSING.fields.flatMap((field) =>
      field.id !== fieldId(key) ? [field] : change === null ? [] : [{ ...field, ...change }],
    ),
  };
}

describe("the rule's schema", () => {
  const messages = (rule: unknown) =>
    countRuleSchema.safeParse(rule).error?.issues.map(({ message }) => message);

  it("takes a rule and trims its values", () => {
    expect(countRuleSchema.parse(ruleOf("seats", { license: [" E3 ", "E5"] }))).toEqual(
      ruleOf("seats", { license: ["E3", "E5"] }),
    );
  });

  it.each([
    [ruleOf("seats", { license: [] }), "Enter at least one filter value, or remove this filter"],
    [ruleOf("seats", { license: ["E3", "  "] }), "A filter value cannot be blank"],
    [ruleOf("seats", { license: Array(201).fill("x") }), "A filter has at most 200 values"],
    [ruleOf("seats", { license: "x".repeat(501) }), "A filter value has at most 500 characters"],
    [
      { ...ruleOf("seats"), conditions: Array(21).fill({ fieldId: "f-license", values: ["x"] }) },
      "A rule has at most 20 filters",
    ],
    [{ ...ruleOf("seats"), assetTypeId: "" }, "Choose one"],
  ])("refuses rule %#", (rule, message) => {
    expect(messages(rule)).toEqual([message]);
  });

  const table = (column: string, match: unknown = null) => ({
    ...ruleOf("seats"),
    billBy: { by: "table", fieldId: " f-notes ", column, match },
  });

  it("takes every way of billing, and trims its names", () => {
    expect(countRuleSchema.parse(ruleOf("assets"))).toEqual(ruleOf("assets"));
    expect(countRuleSchema.parse(ruleOf("users"))).toEqual(ruleOf("users"));
    expect(countRuleSchema.parse(table(" Seats ", { column: " Plan", values: ["E3 "] })).billBy).toEqual({
      by: "table",
      fieldId: "f-notes",
      column: "Seats",
      match: { column: "Plan", values: ["E3"] },
    });
  });

  it.each([
    [table(" "), "Choose a column"],
    [table("x".repeat(201)), "A column's name has at most 200 characters"],
    [table("Seats", { column: "", values: ["E3"] }), "Choose a column"],
    [
      table("Seats", { column: "Plan", values: [] }),
      "Enter at least one filter value, or remove this filter",
    ],
  ])("refuses table %#", (rule, message) => {
    expect(messages(rule)).toEqual([message]);
  });

  it("refuses an unknown way of billing and unknown members", () => {
    expect(messages({ ...ruleOf("seats"), billBy: { by: "guess" } })).toHaveLength(1);
    expect(messages({ ...ruleOf("seats"), units: 5 })).toHaveLength(1);
  });
});

describe("what the form offers", () => {
  it("bills by numbers and tags, in the form's order", () => {
    const reversed = { ...LICENSING, fields: LICENSING.fields.toReversed() };
    expect(names(valueFields(reversed).numbers)).toEqual(["Seats", "Used", "Coverage"]);
    expect(names(valueFields(reversed).tags)).toEqual(["Users"]);
    expect(names(valueFields(reversed).tables)).toEqual(["Notes"]);
  });

  it("filters by every field but three kinds, with the reason", () => {
    const offered = filterFields(LICENSING);
    expect(offered).toHaveLength(LICENSING.fields.length);
    expect(
      offered
        .filter((each) => each.disabledReason !== null)
        .map((each) => [each.field.kind, each.disabledReason]),
    ).toEqual([
      ["Header", "A header is a heading and holds no value"],
      ["Password", "Passwords are never read from IT Glue"],
      ["Upload", "Files hold no text to compare"],
    ]);
  });
});

describe("resolving", () => {
  const codes = (rule: Parameters<typeof resolveRule>[0], type: AssetType | null) => {
    const resolution = resolveRule(rule, type);
    return resolution.ok ? "ok" : resolution.faults.map(({ code, fieldId }) => [code, fieldId]);
  };

  it("finds today's name and name-key by the field's id", () => {
    const renamed = typeWith("seats", { name: "Licenses", nameKey: "licenses" });
    expect(resolveRule(ruleOf("seats", { license: "E3" }), renamed)).toEqual({
      ok: true,
      resolved: {
        assetType: { id: "33", name: "Microsoft 365" },
        billBy: {
          by: "field",
          field: { id: "f-seats", name: "Licenses", nameKey: "licenses", kind: "Number" },
        },
        conditions: [
          { field: { id: "f-license", name: "License", nameKey: "license", kind: "Text" }, values: ["E3"] },
        ],
        includeArchived: false,
      },
    });
  });

  it.each<[string, Parameters<typeof resolveRule>[0], AssetType | null, ReturnType<typeof codes>]>([
    ["the type is gone", ruleOf("seats"), null, [["type-gone", null]]],
    ["another type is given", ruleOf("seats"), { ...LICENSING, id: "34" }, [["type-gone", null]]],
    ["the type is disabled", ruleOf("seats"), { ...LICENSING, isEnabled: false }, [["type-disabled", null]]],
    ["the billed field is gone", ruleOf("seats"), typeWith("seats", null), [["field-gone", "f-seats"]]],
    [
      "a filter's field is gone",
      ruleOf("seats", { plan: "A" }),
      typeWith("plan", null),
      [["field-gone", "f-plan"]],
    ],
    ["a sum of text", ruleOf("license"), LICENSING, [["field-kind", "f-license"]]],
    [
      "the billed field became text",
      ruleOf("seats"),
      typeWith("seats", { kind: "Text" }),
      [["field-kind", "f-seats"]],
    ],
    ["tags of a number", ruleOf("users"), typeWith("users", { kind: "Number" }), [["field-kind", "f-users"]]],
    [
      "a sum of tags",
      { ...ruleOf("seats"), billBy: { by: "field", fieldId: "f-users" } },
      LICENSING,
      [["field-kind", "f-users"]],
    ],
    [
      "a filter by password",
      ruleOf("seats", { "admin-password": "1" }),
      LICENSING,
      [["field-kind", "f-admin-password"]],
    ],
    ["a filter by upload", ruleOf("seats", { agreement: "1" }), LICENSING, [["field-kind", "f-agreement"]]],
    ["a filter by header", ruleOf("seats", { "section-1": "1" }), LICENSING, [["field-kind", "f-section-1"]]],
    [
      "two fields with one key",
      ruleOf("seats"),
      typeWith("used", { nameKey: "seats" }),
      [["field-ambiguous", "f-seats"]],
    ],
    ["an ambiguity elsewhere", ruleOf("seats"), typeWith("used", { nameKey: "notes" }), "ok"],
    ["a percent", ruleOf("coverage"), LICENSING, "ok"],
    [
      "a filter of an unknown kind",
      ruleOf("seats", { plan: "A" }),
      typeWith("plan", { kind: "Slider" }),
      "ok",
    ],
    ["assets without a field", ruleOf("assets"), { ...LICENSING, fields: [] }, "ok"],
  ])("%s", (_, rule, type, expected) => {
    expect(codes(rule, type)).toEqual(expected);
  });

  it.each<[string, AssetType | null, [string, string][]]>([
    ["The asset type no longer exists in IT Glue: choose another asset type", null, []],
    ["The asset type M365 no longer exists in IT Glue: choose another asset type", null, [["33", "M365"]]],
    [
      "Microsoft 365 is disabled in IT Glue: enable it there, or choose another asset type",
      { ...LICENSING, isEnabled: false },
      [],
    ],
    [
      "A field of Microsoft 365 no longer exists in IT Glue: choose another field",
      typeWith("seats", null),
      [],
    ],
    [
      "The field Places of Microsoft 365 no longer exists in IT Glue: choose another field",
      typeWith("seats", null),
      [["f-seats", "Places"]],
    ],
    [
      "Seats of Microsoft 365 is a Text field in IT Glue (it holds no number to sum): choose another field, or change its kind there",
      typeWith("seats", { kind: "Text" }),
      [],
    ],
    [
      'Seats and Used of Microsoft 365 share the key "seats" in IT Glue: rename one of them there, or choose another field',
      typeWith("used", { nameKey: "seats" }),
      [],
    ],
  ])("says: %s", (message, type, known) => {
    const resolution = resolveRule(ruleOf("seats"), type, new Map(known));
    expect(resolution.ok ? [] : resolution.faults.map((fault) => fault.message)).toEqual([message]);
  });

  it("names every fault at once", () => {
    expect(codes(ruleOf("seats", { plan: "A", agreement: "B" }), typeWith("plan", null))).toEqual([
      ["field-gone", "f-plan"],
      ["field-kind", "f-agreement"],
    ]);
  });
});

describe("pasted values", () => {
  it.each<[string, string[], string[]]>([
    ["A, B\nC", [], ["A", "B", "C"]],
    ["A\r\nB\rC", [], ["A", "B", "C"]],
    ["Acme, Inc.", ["ACME, Inc."], ["Acme, Inc."]],
    ["Acme, Inc.", [], ["Acme", "Inc."]],
    ["Acme, Inc.\r\nB, C", ["Acme, Inc."], ["Acme, Inc.", "B", "C"]],
    ["line one\nline two", ["line one\nline two"], ["line one\nline two"]],
    [" , ,\n", [], []],
    ["", [], []],
    ["A, a,Ａ, B", [], ["A", "B"]],
    ["A", ["A"], ["A"]],
  ])("splits %j knowing %j", (text, known, values) => {
    expect(splitPastedValues(text, known)).toEqual(values);
  });
});
