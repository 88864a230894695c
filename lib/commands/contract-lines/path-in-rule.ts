import type { CountRule } from "@/lib/domain/counting/count-rule";

/** Where the form of a service line names a field of its rule; null: its asset type. */
export function pathInRule({ billBy, conditions }: CountRule, fieldId: string | null): string {
  if (fieldId === null) return "billBy.rule.assetTypeId";
  if (billBy.by !== "assets" && billBy.fieldId === fieldId) return "billBy.rule.billBy.fieldId";
  const condition = conditions.findIndex((each) => each.fieldId === fieldId);
  return `billBy.rule.conditions.${condition}.fieldId`;
}
