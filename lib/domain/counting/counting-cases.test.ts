import { describe, expect, it } from "vitest";
import { filterFields } from "./count-rule";
import { COUNTING_CASES } from "./counting-cases.sample";
import { LICENSING, outcomeOf } from "./licensing.sample";

describe("the golden table of counting", () => {
  it("has its rows, each under a name of its own", () => {
    expect(COUNTING_CASES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(COUNTING_CASES.map(([name]) => name)).size).toBe(COUNTING_CASES.length);
  });

  it("bills by everything that can be billed, and filters by every kind of field that can filter", () => {
    const kindOf = (id: string) => LICENSING.fields.find((field) => field.id === id)?.kind;
    const rules = COUNTING_CASES.map(([, [rule]]) => rule);
    const billed = rules.map(({ billBy }) => (billBy.by === "field" ? kindOf(billBy.fieldId) : billBy.by));
    expect(new Set(billed)).toEqual(new Set(["Number", "Percent", "assets", "tags", "table"]));
    const filtering = filterFields(LICENSING).filter(({ disabledReason }) => disabledReason === null);
    const filtered = rules.flatMap(({ conditions }) => conditions.map(({ fieldId }) => kindOf(fieldId)));
    expect(new Set(filtered)).toEqual(new Set(filtering.map(({ field }) => field.kind)));
  });

  it.each(COUNTING_CASES)("%s", (_, [rule, assets, expected]) => {
    expect(outcomeOf(rule, assets)).toMatchObject(expected);
  });
});
