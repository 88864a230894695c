import type { AssetField, CountRule } from "./count-rule";

/** What of an asset type a rule's words are made of. */
type NamedType = { name: string; fields: readonly Pick<AssetField, "id" | "name" | "kind">[] };

/** "Sum of Seats on Microsoft 365 assets whose License is A or B"; fields that are gone are named as such. */
export function ruleInWords(rule: CountRule, type: NamedType | null): string {
  const fieldOf = (fieldId: string) => type?.fields.find((field) => field.id === fieldId);
  const nameOf = (fieldId: string) => fieldOf(fieldId)?.name ?? "a deleted field";
  const assets = `${type ? `${type.name} assets` : "assets of a deleted type"}${rule.includeArchived ? " (archived ones included)" : ""}`;
  const { billBy } = rule;
  const subject = valueInWords(billBy, nameOf, assets);
  const filters = rule.conditions.map(({ fieldId, values }) => {
    const verb = fieldOf(fieldId)?.kind === "Tag" ? "includes" : "is";
    return `whose ${nameOf(fieldId)} ${verb} ${eitherOf(values)}`;
  });
  return [subject, filters.join(" and ")].filter(Boolean).join(" ");
}

/** "A, B or C" */
export function eitherOf(values: readonly string[]): string {
  return values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}

function valueInWords(
  billBy: CountRule["billBy"],
  nameOf: (fieldId: string) => string,
  assets: string,
): string {
  switch (billBy.by) {
    case "field":
      return `Sum of ${nameOf(billBy.fieldId)} on ${assets}`;
    case "tags":
      return `Number of tags in ${nameOf(billBy.fieldId)} on ${assets}`;
    case "table": {
      const { match } = billBy;
      const rows = match ? `, of rows whose ${match.column} is ${eitherOf(match.values)},` : "";
      return `Sum of ${billBy.column} in the table ${nameOf(billBy.fieldId)}${rows} on ${assets}`;
    }
    case "assets":
      return `Number of ${assets}`;
  }
}
