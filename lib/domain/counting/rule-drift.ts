import type { AssetType, CountRule, KnownNames, ResolvedField, ResolvedRule } from "./count-rule";
import type { CountEvidence } from "./receipt";

/** One change in IT Glue of what a rule names by its id; `fieldId` is null where it is the asset type. */
export type RuleDrift = { fieldId: string | null; message: string };

/**
 * What IT Glue changed about the asset type and the fields of one rule between two looks, a sentence each without its full
 * stop. The rule still counts, as it keeps ids; but another name or kind may be another meaning, so a person is told.
 */
export function ruleDrift(before: ResolvedRule, after: ResolvedRule): RuleDrift[] {
  const drifts: RuleDrift[] = [];
  if (before.assetType.name !== after.assetType.name)
    drifts.push({
      fieldId: null,
      message: `The asset type ${before.assetType.name} was renamed to ${after.assetType.name} in IT Glue`,
    });
  const fieldsBefore = new Map(fieldsOf(before).map((field) => [field.id, field]));
  for (const field of new Map(fieldsOf(after).map((each) => [each.id, each])).values()) {
    const message = fieldDrift(fieldsBefore.get(field.id), field);
    if (message) drifts.push({ fieldId: field.id, message });
  }
  return drifts;
}

/** The rule of a receipt in the form in which it was resolved. */
export function ruleOfEvidence({ rule, assetType }: CountEvidence): ResolvedRule {
  return { assetType, ...rule };
}

/** Names for what may be gone by now: those of the line's last receipt, then those of the type as it was last read. */
export function knownNames(
  type: AssetType | null,
  evidence: CountEvidence | null,
  rule: CountRule,
): KnownNames {
  const fromType: [string, string][] =
    type?.id === rule.assetTypeId
      ? [[type.id, type.name], ...type.fields.map(({ id, name }): [string, string] => [id, name])]
      : [];
  const fromEvidence: [string, string][] = evidence
    ? [
        [evidence.assetType.id, evidence.assetType.name],
        ...fieldsOf(ruleOfEvidence(evidence)).map(({ id, name }): [string, string] => [id, name]),
      ]
    : [];
  return new Map([...fromEvidence, ...fromType]);
}

function fieldsOf({ billBy, conditions }: ResolvedRule): ResolvedField[] {
  return [...(billBy.by === "assets" ? [] : [billBy.field]), ...conditions.map(({ field }) => field)];
}

function fieldDrift(before: ResolvedField | undefined, after: ResolvedField): string | null {
  if (!before) return null;
  const isRenamed = before.name !== after.name;
  const isOtherKind = before.kind !== after.kind;
  if (isRenamed && isOtherKind)
    return `${before.name} was renamed to ${after.name} and is a ${after.kind} field in IT Glue now, not a ${before.kind} field`;
  if (isRenamed) return `${before.name} was renamed to ${after.name} in IT Glue`;
  if (isOtherKind) return `${after.name} is a ${after.kind} field in IT Glue now, not a ${before.kind} field`;
  return before.nameKey === after.nameKey ? null : `IT Glue keeps ${after.name} under another key now`;
}
