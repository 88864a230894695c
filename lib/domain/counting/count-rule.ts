import { z } from "zod";
import type { TableSelection } from "./table-reader";
import { foldText } from "./trait-value";

/**
 * What a contract line counts (design.md 2.5 and 4). A rule keeps field ids, because names and name-keys change in IT
 * Glue; `resolveRule` finds today's name-keys, and says in words why it cannot.
 */

/** Kinds of fields as IT Glue writes them (itglue-api.md 5); a kind it adds later is read as text. */
export type FieldKind =
  | "Checkbox"
  | "Date"
  | "Header"
  | "Number"
  | "Percent"
  | "Password"
  | "Select"
  | "Tag"
  | "Text"
  | "Textbox"
  | "Upload";

export type AssetField = {
  id: string;
  name: string;
  /** The key of the field's trait on assets. */
  nameKey: string;
  /** A `FieldKind`, or a word of IT Glue's that is not known yet. */
  kind: string;
  decimals: number;
  order: number;
  /** Options of a Select. */
  options: string[];
  /** What a Tag tags ("Contacts"); null for other kinds. */
  tagType: string | null;
};

export type AssetType = { id: string; name: string; isEnabled: boolean; fields: AssetField[] };

const idSchema = z.string().trim().min(1, "Choose one").max(64);

const valuesSchema = z
  .array(
    z
      .string()
      .trim()
      .min(1, "A filter value cannot be blank")
      .max(500, "A filter value has at most 500 characters"),
  )
  .min(1, "Enter at least one filter value, or remove this filter")
  .max(200, "A filter has at most 200 values");

const conditionSchema = z.strictObject({ fieldId: idSchema, values: valuesSchema });

const columnSchema = z
  .string()
  .trim()
  .min(1, "Choose a column")
  .max(200, "A column's name has at most 200 characters");

/** OR within the values of a condition, AND across conditions. */
export const countRuleSchema = z.strictObject({
  assetTypeId: idSchema,
  billBy: z.discriminatedUnion("by", [
    z.strictObject({ by: z.literal("field"), fieldId: idSchema }),
    z.strictObject({ by: z.literal("assets") }),
    z.strictObject({ by: z.literal("tags"), fieldId: idSchema }),
    z.strictObject({
      by: z.literal("table"),
      fieldId: idSchema,
      column: columnSchema,
      match: z.strictObject({ column: columnSchema, values: valuesSchema }).nullable(),
    }),
  ]),
  conditions: z.array(conditionSchema).max(20, "A rule has at most 20 filters"),
  includeArchived: z.boolean(),
});

export type CountRule = z.infer<typeof countRuleSchema>;

export type ResolvedField = { id: string; name: string; nameKey: string; kind: string };

export type ResolvedRule = {
  assetType: { id: string; name: string };
  billBy:
    | { by: "field"; field: ResolvedField }
    | { by: "assets" }
    | { by: "tags"; field: ResolvedField }
    | ({ by: "table"; field: ResolvedField } & TableSelection);
  conditions: { field: ResolvedField; values: string[] }[];
  includeArchived: boolean;
};

export type RuleFault = {
  /** `field-ambiguous`: two fields of the type share one name-key, so a trait could be either's. */
  code: "type-gone" | "type-disabled" | "field-gone" | "field-kind" | "field-ambiguous";
  fieldId: string | null;
  message: string;
};

export type RuleResolution = { ok: true; resolved: ResolvedRule } | { ok: false; faults: RuleFault[] };

const NUMERIC_KINDS: readonly string[] = ["Number", "Percent"] satisfies FieldKind[];

const NO_FILTER: ReadonlyMap<string, string> = new Map<FieldKind, string>([
  ["Password", "Passwords are never read from IT Glue"],
  ["Upload", "Files hold no text to compare"],
  ["Header", "A header is a heading and holds no value"],
]);

/** What "Bill by value" offers: fields with a number, and Tag fields for "Number of tags", in the form's order. */
export function valueFields(type: AssetType): {
  numbers: AssetField[];
  tags: AssetField[];
  /** Textboxes, which may hold tables for the opt-in table reader. */
  tables: AssetField[];
} {
  const fields = inOrder(type.fields);
  return {
    numbers: fields.filter((field) => NUMERIC_KINDS.includes(field.kind)),
    tags: fields.filter((field) => field.kind === "Tag"),
    tables: fields.filter((field) => field.kind === "Textbox"),
  };
}

/** What "Filter By" offers: every field; one that cannot filter carries the reason. */
export function filterFields(type: AssetType): { field: AssetField; disabledReason: string | null }[] {
  return inOrder(type.fields).map((field) => ({ field, disabledReason: NO_FILTER.get(field.kind) ?? null }));
}

/** Last known names of asset types and fields, by id: what is gone can still be called by its name. */
export type KnownNames = ReadonlyMap<string, string>;

/**
 * The rule with today's names and name-keys; `type` is null where IT Glue no longer lists it. A fault says what is wrong,
 * where, and what to do about it.
 */
export function resolveRule(
  rule: CountRule,
  type: AssetType | null,
  known: KnownNames = new Map(),
): RuleResolution {
  if (type === null || type.id !== rule.assetTypeId) {
    const name = known.get(rule.assetTypeId);
    const what = name === undefined ? "The asset type" : `The asset type ${name}`;
    return broken("type-gone", `${what} no longer exists in IT Glue: choose another asset type`);
  }
  if (!type.isEnabled)
    return broken(
      "type-disabled",
      `${type.name} is disabled in IT Glue: enable it there, or choose another asset type`,
    );

  const faults: RuleFault[] = [];
  const resolve = (fieldId: string, reasonAgainst: (field: AssetField) => string | null): ResolvedField => {
    const found = type.fields.find((field) => field.id === fieldId);
    const fault = found ? fieldFault(type, found, reasonAgainst) : fieldGone(type, known.get(fieldId));
    if (fault) faults.push({ ...fault, fieldId });
    return { id: fieldId, name: found?.name ?? "", nameKey: found?.nameKey ?? "", kind: found?.kind ?? "" };
  };
  const resolved: ResolvedRule = {
    assetType: { id: type.id, name: type.name },
    billBy: resolvedValue(rule.billBy, resolve),
    conditions: rule.conditions.map(({ fieldId, values }) => ({
      field: resolve(fieldId, (field) => NO_FILTER.get(field.kind) ?? null),
      values,
    })),
    includeArchived: rule.includeArchived,
  };
  return faults.length === 0 ? { ok: true, resolved } : { ok: false, faults };
}

/**
 * Values of a pasted list. It splits at line ends and commas, but a whole text or line that is a known value stays whole
 * ("Acme, Inc."). Repeated values (as they are compared) are kept once.
 */
export function splitPastedValues(text: string, knownValues: readonly string[]): string[] {
  const known = new Set(knownValues.map(foldText));
  const lines = known.has(foldText(text)) ? [text] : text.split(/\r\n|[\r\n\u2028\u2029]/);
  const pieces = lines.flatMap((line) => (known.has(foldText(line)) ? [line] : line.split(",")));
  const distinct = new Map<string, string>();
  for (const piece of pieces) {
    const key = foldText(piece);
    if (key !== "" && !distinct.has(key)) distinct.set(key, piece.trim());
  }
  return [...distinct.values()];
}

function resolvedValue(
  billBy: CountRule["billBy"],
  resolve: (fieldId: string, reasonAgainst: (field: AssetField) => string | null) => ResolvedField,
): ResolvedRule["billBy"] {
  switch (billBy.by) {
    case "field":
      return { by: "field", field: resolve(billBy.fieldId, reasonAgainstSum) };
    case "tags":
      return { by: "tags", field: resolve(billBy.fieldId, reasonAgainstTags) };
    case "table": {
      const { fieldId, ...selection } = billBy;
      return { ...selection, field: resolve(fieldId, reasonAgainstTable) };
    }
    case "assets":
      return { by: "assets" };
  }
}

function inOrder(fields: readonly AssetField[]): AssetField[] {
  return [...fields].sort((a, b) => a.order - b.order);
}

function broken(code: RuleFault["code"], message: string): RuleResolution {
  return { ok: false, faults: [{ code, fieldId: null, message }] };
}

function fieldGone(type: AssetType, name: string | undefined): Pick<RuleFault, "code" | "message"> {
  const what = name === undefined ? `A field of ${type.name}` : `The field ${name} of ${type.name}`;
  return { code: "field-gone", message: `${what} no longer exists in IT Glue: choose another field` };
}

function fieldFault(
  type: AssetType,
  field: AssetField,
  reasonAgainst: (field: AssetField) => string | null,
): Pick<RuleFault, "code" | "message"> | null {
  const reason = reasonAgainst(field);
  if (reason)
    return {
      code: "field-kind",
      message: `${field.name} of ${type.name} is a ${field.kind} field in IT Glue (${reason}): choose another field, or change its kind there`,
    };
  const twin = type.fields.find((other) => other.id !== field.id && other.nameKey === field.nameKey);
  if (twin)
    return {
      code: "field-ambiguous",
      message: `${field.name} and ${twin.name} of ${type.name} share the key "${field.nameKey}" in IT Glue: rename one of them there, or choose another field`,
    };
  return null;
}

function reasonAgainstSum({ kind }: AssetField): string | null {
  return NUMERIC_KINDS.includes(kind) ? null : "it holds no number to sum";
}

function reasonAgainstTags({ kind }: AssetField): string | null {
  return kind === "Tag" ? null : "it holds no tags to count";
}

function reasonAgainstTable({ kind }: AssetField): string | null {
  return kind === "Textbox" ? null : "it holds no table to read";
}
