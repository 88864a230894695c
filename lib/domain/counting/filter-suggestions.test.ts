import { describe, expect, it } from "vitest";
import { filterSuggestions, type SuggestionInput } from "./filter-suggestions";
import { asset, type FieldKey, fieldId, LICENSING, resolvedOf, ruleOf } from "./licensing.sample";

const suggest = (key: FieldKey, values: Partial<SuggestionInput> = {}) =>
  filterSuggestions({
    field: LICENSING.fields.find(({ id }) => id === fieldId(key))!,
    assetTypeId: LICENSING.id,
    billBy: resolvedOf(ruleOf("seats")).billBy,
    includeArchived: false,
    assets: [
      asset("1", { license: "Business Premium", seats: 20 }),
      asset("2", { license: "business premium ", seats: "5" }),
      asset("3", { license: "E3" }),
      asset("4", { license: "Old", seats: 7 }, { isArchived: true }),
    ],
    elsewhere: [],
    ...values,
  });

describe("suggestions for a filter", () => {
  it("say what each value of the account counts for, in however it is written", () => {
    expect(suggest("license")).toEqual([
      { value: "Business Premium", assets: 2, units: "25" },
      { value: "E3", assets: 1, units: "0" },
    ]);
  });

  it("count archived assets only where the rule does", () => {
    expect(suggest("license", { includeArchived: true }).map(({ value, units }) => [value, units])).toEqual([
      ["Business Premium", "25"],
      ["E3", "0"],
      ["Old", "7"],
    ]);
  });

  it("follow with values of other accounts, each once", () => {
    const found = suggest("license", { elsewhere: ["F1", "f1", "e3", "", null] });
    expect(found.slice(2)).toEqual([{ value: "F1", assets: 0, units: null }]);
  });

  it("offer a Select's options", () => {
    const plans = suggest("plan", { assets: [asset("1", { plan: ["Business Premium"], seats: 3 })] });
    expect(plans).toEqual([
      { value: "Business Premium", assets: 1, units: "3" },
      { value: "Business Basic", assets: 0, units: null },
    ]);
  });

  it("come in the order of their texts, numbers by their size, the account's own first", () => {
    const assets = ["Plan 10", "plan 9", "Basic", "Plan 2"].map((license, index) =>
      asset(`${index}`, { license, seats: 1 }),
    );
    const license = LICENSING.fields.find(({ id }) => id === fieldId("license"))!;
    const field = { ...license, options: ["F10 ", " F9", " ", "A1"] };
    expect(suggest("license", { field, assets }).map(({ value }) => value)).toEqual([
      ...["Basic", "Plan 2", "plan 9", "Plan 10"],
      ...["A1", "F9", "F10"],
    ]);
  });

  it("know nothing of an account that was never read, which is not none", () => {
    expect(suggest("license", { assets: null, elsewhere: ["E3"] })).toEqual([
      { value: "E3", assets: null, units: null },
    ]);
  });

  it("have no units while Bill by value is not chosen", () => {
    expect(suggest("license", { billBy: null })[0]).toEqual({
      value: "Business Premium",
      assets: 2,
      units: null,
    });
  });

  it("count an asset once for a value it holds twice", () => {
    const users = {
      values: [
        { id: 1, name: "Ann" },
        { id: 2, name: "ann" },
      ],
    };
    expect(suggest("users", { assets: [asset("1", { users, seats: 4 })] })).toEqual([
      { value: "Ann", assets: 1, units: "4" },
    ]);
  });

  it("of repeated reads of an asset take the latest", () => {
    const twice = [
      asset("1", { license: "E3", seats: 1 }, { updatedAt: "2026-06-01T00:00:00Z" }),
      asset("1", { license: "E5", seats: 2 }, { updatedAt: "2026-06-02T00:00:00Z" }),
    ];
    expect(suggest("license", { assets: twice })).toEqual([{ value: "E5", assets: 1, units: "2" }]);
  });
});
