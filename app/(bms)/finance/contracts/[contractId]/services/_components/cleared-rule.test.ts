import { describe, expect, it } from "vitest";
import type { AssetType } from "@/lib/domain/counting/count-rule";
import { withBillBy, withFilterField, withType } from "./cleared-rule";
import { NO_CONDITION, NO_TABLE, type RuleDraft } from "./line-form-values";

const field = (id: string, name: string, kind: string) => ({
  ...{ id, name, nameKey: id, kind },
  ...{ decimals: 0, order: 1, options: [], tagType: null },
});
const TYPE: AssetType = {
  id: "1",
  name: "Microsoft 365",
  isEnabled: true,
  fields: [field("license", "License", "Text"), field("notes", "Licenses", "Textbox")],
};
const RULE: RuleDraft = {
  assetTypeId: "1",
  billBy: "field:seats",
  table: NO_TABLE,
  conditions: [{ fieldId: "license", values: ["E3", "E5"] }],
  includeArchived: true,
};

describe("what another parent clears", () => {
  it("another type clears value and filters, and says so; including archived assets stays", () => {
    const { rule, cleared } = withType(RULE, "2", TYPE);
    expect(rule).toEqual({
      assetTypeId: "2",
      billBy: "",
      table: NO_TABLE,
      conditions: [NO_CONDITION],
      includeArchived: true,
    });
    expect(cleared).toBe("Cleared: Bill by value and 1 filter. They belonged to Microsoft 365.");
  });

  it("a first type clears nothing and says nothing", () => {
    const blank = { ...RULE, assetTypeId: "", billBy: "", conditions: [NO_CONDITION] };
    expect(withType(blank, "1", undefined).cleared).toBeNull();
  });

  it("another value clears the columns of a table", () => {
    const table = { column: "Active", matchColumn: "License Name", matchValues: ["E3"] };
    const { rule, cleared } = withBillBy({ ...RULE, billBy: "table:notes", table }, "assets", TYPE);
    expect(rule).toMatchObject({ billBy: "assets", table: NO_TABLE, conditions: RULE.conditions });
    expect(cleared).toBe("Cleared: Active, License Name, E3. They belonged to the table in Licenses.");
  });

  it("another value keeps the filters, and says nothing where there was no table", () => {
    expect(withBillBy(RULE, "assets", TYPE)).toEqual({ rule: { ...RULE, billBy: "assets" }, cleared: null });
  });

  it("another field to filter by clears its own values alone", () => {
    const two = { ...RULE, conditions: [...RULE.conditions, { fieldId: "notes", values: ["x"] }] };
    const { rule, cleared } = withFilterField(two, 0, "notes", TYPE);
    expect(rule.conditions).toEqual([
      { fieldId: "notes", values: [] },
      { fieldId: "notes", values: ["x"] },
    ]);
    expect(cleared).toBe("Filter value(s) E3, E5 cleared: they belonged to License.");
  });

  it("a filter without values clears nothing", () => {
    expect(withFilterField({ ...RULE, conditions: [NO_CONDITION] }, 0, "license", TYPE).cleared).toBeNull();
  });
});
