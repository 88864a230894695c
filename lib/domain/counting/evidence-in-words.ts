import type { CountRule } from "./count-rule";
import type { LeftOutAsset } from "./count-units";
import type { CountEvidence } from "./receipt";
import { ruleInWords } from "./rule-in-words";

/** The rule as it was resolved on that day, in words: the names are those of the receipt, not today's. */
export function evidenceRuleInWords({ rule, assetType }: CountEvidence): string {
  const { billBy, conditions, includeArchived } = rule;
  const filtered = conditions.map(({ field }) => field);
  return ruleInWords(
    {
      assetTypeId: assetType.id,
      billBy: ruleValue(billBy),
      conditions: conditions.map(({ field, values }) => ({ fieldId: field.id, values })),
      includeArchived,
    },
    { name: assetType.name, fields: "field" in billBy ? [billBy.field, ...filtered] : filtered },
  );
}

function ruleValue(billBy: CountEvidence["rule"]["billBy"]): CountRule["billBy"] {
  if (billBy.by === "assets") return billBy;
  const { field, ...rest } = billBy;
  return { ...rest, fieldId: field.id };
}

/** What the column of values is called: the counted field, "Tags in Users", or "Asset". */
export function valueLabel({ rule: { billBy } }: CountEvidence): string {
  if (billBy.by === "field") return billBy.field.name;
  if (billBy.by === "table") return billBy.column;
  return billBy.by === "tags" ? `Tags in ${billBy.field.name}` : "Assets";
}

const REASONS: Record<LeftOutAsset["reason"], string> = {
  filter: "Outside the filters",
  archived: "Archived in IT Glue",
  blank: "Blank",
  "not-a-number": "Not a number",
};

/** Why an asset did not count: "Outside the filters: License is E3". */
export function leftOutReason({ reason, detail }: Pick<LeftOutAsset, "reason" | "detail">): string {
  return detail === undefined ? REASONS[reason] : `${REASONS[reason]}: ${detail}`;
}
