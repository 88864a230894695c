import type { AssetType } from "@/lib/domain/counting/count-rule";
import { NO_CONDITION, NO_TABLE, type RuleDraft } from "./line-form-values";

/** A rule after one of its parents changed, and what of it was cleared by that; null: nothing was. */
export type ChangedRule = { rule: RuleDraft; cleared: string | null };

/** Another asset type: nothing of what belonged to the one before can stay. */
export function withType(rule: RuleDraft, assetTypeId: string, before: AssetType | undefined): ChangedRule {
  const filters = rule.conditions.filter((each) => each.fieldId !== "" || each.values.length > 0).length;
  const parts = [
    rule.billBy !== "" && "Bill by value",
    filters > 0 && (filters === 1 ? "1 filter" : `${filters} filters`),
  ].filter(Boolean);
  return {
    rule: {
      assetTypeId,
      billBy: "",
      table: NO_TABLE,
      conditions: [NO_CONDITION],
      includeArchived: rule.includeArchived,
    },
    cleared:
      parts.length === 0
        ? null
        : `Cleared: ${parts.join(" and ")}. They belonged to ${before?.name ?? "another asset type"}.`,
  };
}

/** Another "Bill by value": columns and rows belonged to the table before. */
export function withBillBy(rule: RuleDraft, billBy: string, before: AssetType | undefined): ChangedRule {
  const { column, matchColumn, matchValues } = rule.table;
  const texts = [column, matchColumn, ...matchValues].filter((text) => text !== "");
  if (billBy === rule.billBy || texts.length === 0) return { rule: { ...rule, billBy }, cleared: null };
  const field = before?.fields.find(({ id }) => `table:${id}` === rule.billBy);
  return {
    rule: { ...rule, billBy, table: NO_TABLE },
    cleared: `Cleared: ${texts.join(", ")}. They belonged to the table in ${field?.name ?? "another field"}.`,
  };
}

/** Another field to filter by: values belonged to the field before. */
export function withFilterField(
  rule: RuleDraft,
  index: number,
  fieldId: string,
  before: AssetType | undefined,
): ChangedRule {
  const { fieldId: oldId, values } = rule.conditions[index] ?? NO_CONDITION;
  const name = before?.fields.find(({ id }) => id === oldId)?.name ?? "another field";
  const conditions = rule.conditions.map((each, other) => (other === index ? { fieldId, values: [] } : each));
  return {
    rule: { ...rule, conditions },
    cleared:
      values.length === 0 ? null : `Filter value(s) ${values.join(", ")} cleared: they belonged to ${name}.`,
  };
}
