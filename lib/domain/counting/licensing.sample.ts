import { type AssetType, type CountRule, type ResolvedRule, resolveRule } from "./count-rule";
import { type Asset, countUnits } from "./count-units";
import { type CountEvidence, countEvidence } from "./receipt";

/** Sample data of the tests in this folder: one asset type with a field of every kind, and short builders. */

const FIELDS = {
  license: "Text",
  plan: "Select",
  seats: "Number",
  used: "Number",
  coverage: "Percent",
  managed: "Checkbox",
  renewal: "Date",
  users: "Tag",
  notes: "Textbox",
  "section-1": "Header",
  "admin-password": "Password",
  agreement: "Upload",
} as const;

export type FieldKey = keyof typeof FIELDS;

/** "section-1" → "Section 1" */
function nameOf(nameKey: string): string {
  return (nameKey[0]?.toUpperCase() ?? "") + nameKey.slice(1).replaceAll("-", " ");
}

export const LICENSING: AssetType = {
  id: "33",
  name: "Microsoft 365",
  isEnabled: true,
  fields: Object.entries(FIELDS).map(([nameKey, kind], index) => ({
    id: `f-${nameKey}`,
    name: nameOf(nameKey),
    nameKey,
    kind,
    decimals: 0,
    order: index + 1,
    options: kind === "Select" ? ["Business Basic", "Business Premium"] : [],
    tagType: kind === "Tag" ? "Contacts" : null,
  })),
};

export const fieldId = (key: FieldKey): string => `f-${key}`;

export type Filters = Partial<Record<FieldKey, string | string[]>>;

/** `billBy`: a field key (Tag fields count tags), or "assets". */
export function ruleOf(
  billBy: FieldKey | "assets",
  filters: Filters = {},
  includeArchived = false,
): CountRule {
  return {
    assetTypeId: LICENSING.id,
    billBy:
      billBy === "assets"
        ? { by: "assets" }
        : { by: FIELDS[billBy] === "Tag" ? "tags" : "field", fieldId: fieldId(billBy) },
    conditions: Object.entries(filters).map(([key, values]) => ({
      fieldId: `f-${key}`,
      values: typeof values === "string" ? [values] : values,
    })),
    includeArchived,
  };
}

export function resolvedOf(rule: CountRule, type: AssetType = LICENSING): ResolvedRule {
  const resolution = resolveRule(rule, type);
  if (!resolution.ok) throw new Error(resolution.faults.map(({ message }) => message).join("; "));
  return resolution.resolved;
}

export function asset(id: string, traits: Record<string, unknown>, rest: Partial<Asset> = {}): Asset {
  return {
    id,
    organizationId: "1",
    assetTypeId: LICENSING.id,
    name: `Asset ${id}`,
    traits,
    isArchived: false,
    isRestricted: false,
    updatedAt: "2026-05-31T00:00:00.000Z",
    ...rest,
  };
}

/** A Tag trait as IT Glue reads it. */
export function tagged(...names: string[]) {
  return {
    type: "Contacts",
    values: names.map((name, index) => ({ id: index + 1, name, "resource-url": "" })),
  };
}

export function evidenceOf(
  assets: Asset[],
  rule: CountRule = ruleOf("seats"),
  organizations = [...new Set(["1", ...assets.map((each) => each.organizationId)])].map((id) => ({
    id,
    name: `Organization ${id}`,
  })),
): CountEvidence {
  const resolved = resolvedOf(rule);
  return countEvidence(resolved, organizations, countUnits(resolved, assets));
}

/** A rule, assets, and what they must come to; a list that is not given is not looked at. */
export type CountCase = [rule: CountRule, assets: Asset[], expected: Partial<ReturnType<typeof outcomeOf>>];

/** A count in short: "id value" of what counted, "id reason" of what did not. */
export function outcomeOf(rule: CountRule, assets: Asset[], type: AssetType = LICENSING) {
  const { total, counted, leftOut } = countUnits(resolvedOf(rule, type), assets);
  return {
    total,
    counted: counted.map(({ id, value }) => `${id} ${value}`),
    leftOut: leftOut.map(({ id, reason }) => `${id} ${reason}`),
  };
}
