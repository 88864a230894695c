import type { FormErrors } from "@mantine/form";
import { segmentOn } from "@/lib/domain/billing/segment-on";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import { type CountRule, countRuleSchema } from "@/lib/domain/counting/count-rule";
import type { TableSelection } from "@/lib/domain/counting/table-reader";
import { lineFormInput, type SaveLineInput } from "@/lib/inputs/contract-lines";
import type { FormLine, LineForm } from "@/lib/queries/line-form";

/** A filter while it is being put together; one without field and values says nothing. */
export type ConditionDraft = { fieldId: string; values: string[] };

/** Which rows and column of a table count; without a column to match by, every row does. */
export type TableDraft = { column: string; matchColumn: string; matchValues: string[] };

export type RuleDraft = {
  assetTypeId: string;
  /** "field:ID", "tags:ID", "table:ID" or "assets"; "" while nothing is chosen. */
  billBy: string;
  /** Kept while another way to count is chosen. */
  table: TableDraft;
  conditions: ConditionDraft[];
  includeArchived: boolean;
};

/** The form of a service line as it is typed. Both ways to bill keep their fields while the other one is chosen. */
export type LineFormValues = {
  serviceId: string;
  name: string;
  description: string;
  unitPrice: string;
  unitCost: string;
  by: "none" | "flexible-assets";
  units: string;
  rule: RuleDraft;
  rounding: FormLine["rounding"];
  minimumUnits: string;
  includedUnits: string;
  maximumUnits: string;
  prorateIncreases: FormLine["prorateIncreases"];
  prorateDecreases: FormLine["prorateDecreases"];
  startOn: string;
  effectiveOn: string;
  priceEffectiveOn: string;
  reason: string;
};

export const NO_CONDITION: ConditionDraft = { fieldId: "", values: [] };
export const NO_TABLE: TableDraft = { column: "", matchColumn: "", matchValues: [] };
const NO_RULE: RuleDraft = {
  assetTypeId: "",
  billBy: "",
  table: NO_TABLE,
  conditions: [NO_CONDITION],
  includeArchived: false,
};

/** What the form opens with: the stored line, or what a new one starts from. */
export function lineFormValues({ line, defaultStartOn }: LineForm, businessOn: string): LineFormValues {
  if (line === null) return newLineValues(defaultStartOn, businessOn);
  const on = line.startOn > businessOn ? line.startOn : businessOn;
  const price = segmentOn(line.prices, "9999-12-31");
  return {
    serviceId: line.serviceId,
    name: line.name,
    description: line.description,
    unitPrice: price?.unitPrice ?? "",
    unitCost: price?.unitCost ?? "",
    by: line.billBy,
    units: segmentOn(line.units, on)?.units ?? "",
    rule: line.countRule ? draftOf(line.countRule) : NO_RULE,
    rounding: line.rounding,
    minimumUnits: line.minimumUnits ?? "",
    includedUnits: line.includedUnits ?? "",
    maximumUnits: line.maximumUnits ?? "",
    prorateIncreases: line.prorateIncreases,
    prorateDecreases: line.prorateDecreases,
    startOn: line.startOn,
    effectiveOn: on,
    priceEffectiveOn: "",
    reason: "",
  };
}

function newLineValues(startOn: string, businessOn: string): LineFormValues {
  return {
    serviceId: "",
    name: "",
    description: "",
    unitPrice: "",
    unitCost: "",
    by: "none",
    units: "",
    rule: NO_RULE,
    rounding: "none",
    minimumUnits: "",
    includedUnits: "",
    maximumUnits: "",
    prorateIncreases: "daily",
    prorateDecreases: "daily",
    startOn,
    effectiveOn: businessOn,
    priceEffectiveOn: "",
    reason: "",
  };
}

function draftOf({ assetTypeId, billBy, conditions, includeArchived }: CountRule): RuleDraft {
  return {
    assetTypeId,
    billBy: billBy.by === "assets" ? "assets" : `${billBy.by}:${billBy.fieldId}`,
    table: billBy.by === "table" ? tableDraftOf(billBy) : NO_TABLE,
    conditions: conditions.length > 0 ? conditions : [NO_CONDITION],
    includeArchived,
  };
}

function tableDraftOf({ column, match }: TableSelection): TableDraft {
  return { column, matchColumn: match?.column ?? "", matchValues: match?.values ?? [] };
}

const isBlank = ({ fieldId, values }: ConditionDraft) => fieldId === "" && values.length === 0;

/** Rows of the form that are sent as filters, in their order. */
export function sentConditions({ conditions }: RuleDraft): number[] {
  return conditions.flatMap((condition, index) => (isBlank(condition) ? [] : [index]));
}

/** The rule that a draft says; whether it can be saved is checked by its schema. */
export function ruleOf({ assetTypeId, billBy, table, conditions, includeArchived }: RuleDraft): CountRule {
  return {
    assetTypeId,
    billBy: billByOf(billBy, table),
    conditions: conditions.filter((condition) => !isBlank(condition)),
    includeArchived,
  };
}

/** "Bill by value" as it would be sent, or null while it is not whole. */
export function wholeBillBy({
  billBy,
  table,
}: Pick<RuleDraft, "billBy" | "table">): CountRule["billBy"] | null {
  return countRuleSchema.shape.billBy.safeParse(billByOf(billBy, table)).data ?? null;
}

function billByOf(billBy: string, { column, matchColumn, matchValues }: TableDraft): CountRule["billBy"] {
  const [by = "", fieldId = ""] = billBy.split(":");
  if (by === "assets") return { by };
  if (by !== "table") return { by: by === "tags" ? "tags" : "field", fieldId };
  const isMatched = matchColumn !== "" || matchValues.length > 0;
  return { by, fieldId, column, match: isMatched ? { column: matchColumn, values: matchValues } : null };
}

/** Whether a draft is as another one, its blank filters and all. */
export function isSameDraft(a: RuleDraft, b: RuleDraft): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

export function isSameRule(a: CountRule, b: CountRule): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** Whether the draft would count something else than the stored line does; a new line always would. */
export function isRuleNew(values: LineFormValues, line: FormLine | null): boolean {
  if (values.by === "none") return false;
  if (line?.billBy !== "flexible-assets" || !line.countRule) return true;
  return !isSameRule(ruleOf(values.rule), line.countRule);
}

type Facts = Omit<SaveLineInput, "contractId" | "lineId" | "version" | "idForNew">;

/** What a save sends: of counted units the reading's id alone. */
export function lineFacts(values: LineFormValues, readingId: string | null): Facts {
  const { by, units, rule, ...facts } = values;
  return {
    ...facts,
    billBy: by === "none" ? { by, units } : { by, rule: ruleOf(rule), readingId },
  };
}

const TABLE_FIELDS: Record<string, string> = {
  column: "rule.table.column",
  "match.column": "rule.table.matchColumn",
  "match.values": "rule.table.matchValues",
};

/** Where the form shows a fault that is named by its path in what is sent. */
export function fieldOfPath(path: string, draft: RuleDraft): string {
  if (path === "billBy.units") return "units";
  if (path === "billBy.readingId") return "readingId";
  if (path === "billBy.rule.assetTypeId") return "rule.assetTypeId";
  const [, ofTable] = /^billBy\.rule\.billBy\.(column|match\.column|match\.values)/.exec(path) ?? [];
  if (ofTable !== undefined) return TABLE_FIELDS[ofTable]!;
  if (path.startsWith("billBy.rule.billBy")) return "rule.billBy";
  const [, sent, part] = /^billBy\.rule\.conditions\.(\d+)\.(fieldId|values)/.exec(path) ?? [];
  if (sent === undefined) return path;
  return `rule.conditions.${sentConditions(draft)[Number(sent)] ?? sent}.${part}`;
}

const MISSING: Record<string, string> = {
  "rule.assetTypeId": "Choose an asset type",
  "rule.billBy": "Choose what is counted",
};

/** Every fault of what is typed, by the form's own field names. */
export function lineFormErrors(values: LineFormValues): FormErrors {
  const checked = lineFormInput.safeParse(lineFacts(values, null));
  const errors: FormErrors = {};
  for (const { path, message } of checked.error?.issues ?? []) {
    const field = fieldOfPath(path.join("."), values.rule);
    const isMissing = message === "Choose one";
    errors[field] ??= isMissing ? (MISSING[field] ?? "Choose a field to filter by") : message;
  }
  return errors;
}
