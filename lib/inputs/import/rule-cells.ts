import {
  type AssetField,
  type AssetType,
  type CountRule,
  countRuleSchema,
  resolveRule,
} from "@/lib/domain/counting/count-rule";
import { ruleInWords } from "@/lib/domain/counting/rule-in-words";
import type { Catalogue } from "./catalogue";
import { readCondition } from "./conditions";
import { didYouMean, indexByName, type NamedIndex, namedItems } from "./find-named";
import { CONDITION_COLUMNS, type ColumnKey } from "./import-columns";
import { type RowReader, YES_NO } from "./typed-cells";
import { noteIssues } from "./zod-faults";

/** All that is for counted lines alone. */
export const RULE_COLUMNS = ["assetType", "billByValue", ...CONDITION_COLUMNS] as const satisfies ColumnKey[];

const NUMBER_OF_ASSETS = "number of assets";

/** What a row counts, with the ids of the type and fields it names; null where a cell of it is faulty. */
export function ruleCells(
  reader: RowReader,
  catalogue: Catalogue,
): { rule: CountRule; inWords: string } | null {
  const before = reader.faults.length;
  const includeArchived = reader.choice("includeArchived", YES_NO, false);
  const type = assetTypeOf(reader, catalogue.assetTypesByName);
  if (type === null) return null;
  const fields = indexByName(type.fields, ({ name }) => name);
  const billBy = billByOf(reader, type, fields);
  const conditions = CONDITION_COLUMNS.flatMap((column) => {
    const condition = reader.text(column) === "" ? null : conditionOf(reader, column, type, fields);
    return condition ? [condition] : [];
  });
  if (billBy === null || reader.faults.length > before) return null;
  const rule = {
    assetTypeId: type.id,
    billBy,
    conditions: conditions.map(({ fieldId, values }) => ({ fieldId, values })),
    includeArchived,
  };
  const parsed = countRuleSchema.safeParse(rule);
  const columnOfCondition = (index: number) => conditions[index]?.column ?? null;
  if (!parsed.success) {
    noteIssues(reader, parsed.error, ([part, index]) =>
      part === "conditions"
        ? columnOfCondition(Number(index))
        : part === "billBy"
          ? "billByValue"
          : "assetType",
    );
    return null;
  }
  const resolution = resolveRule(parsed.data, type);
  if (resolution.ok) return { rule: parsed.data, inWords: ruleInWords(parsed.data, type) };
  for (const { fieldId, message } of resolution.faults) {
    const condition = conditions.find((each) => each.fieldId === fieldId);
    const isValue = billBy.by !== "assets" && billBy.fieldId === fieldId;
    reader.fault(
      fieldId === null ? "assetType" : isValue ? "billByValue" : (condition?.column ?? "assetType"),
      message,
    );
  }
  return null;
}

function assetTypeOf(reader: RowReader, types: NamedIndex<AssetType> | null): AssetType | null {
  const refuse = (message: string) => {
    reader.fault("assetType", message);
    return null;
  };
  if (types === null)
    return refuse(
      "IT Glue is not set up, so nothing can be counted: set it up in Admin > My Company > IT Glue Settings",
    );
  const typed = reader.text("assetType");
  if (typed === "") return refuse("Enter the flexible asset type to count, or bill by None");
  const [found, ...others] = namedItems(types, typed);
  if (!found)
    return refuse(
      `As last read, IT Glue has no flexible asset type “${typed}”${didYouMean(types, typed, ({ name }) => name) || "."} If it is new, read the types again on a service line's form`,
    );
  if (others.length > 0)
    return refuse(`${others.length + 1} asset types have this name: rename all but one in IT Glue`);
  return found;
}

function billByOf(
  reader: RowReader,
  type: AssetType,
  fields: NamedIndex<AssetField>,
): CountRule["billBy"] | null {
  const typed = reader.text("billByValue");
  if (typed === "") {
    reader.fault("billByValue", "Enter the field whose values are billed, or Number of assets");
    return null;
  }
  if (typed.toLowerCase().replace(/\s+/g, " ") === NUMBER_OF_ASSETS) return { by: "assets" };
  const field = fieldOf(reader, "billByValue", typed, type, fields);
  if (field === null) return null;
  if (field.kind === "Tag") return { by: "tags", fieldId: field.id };
  if (field.kind !== "Textbox") return { by: "field", fieldId: field.id };
  reader.fault(
    "billByValue",
    `${field.name} is a Textbox and holds no number. A table in it can be billed: leave this row out, and add the line in its form`,
  );
  return null;
}

function conditionOf(
  reader: RowReader,
  column: ColumnKey,
  type: AssetType,
  fields: NamedIndex<AssetField>,
): { column: ColumnKey; fieldId: string; values: string[] } | null {
  const condition = readCondition(reader.text(column));
  if (condition === null) {
    reader.fault(column, `“${reader.text(column)}” is no condition; write Field=value, or Field=value|value`);
    return null;
  }
  const field = fieldOf(reader, column, condition.field, type, fields);
  return field && { column, fieldId: field.id, values: condition.values };
}

function fieldOf(
  reader: RowReader,
  column: ColumnKey,
  typed: string,
  type: AssetType,
  fields: NamedIndex<AssetField>,
): AssetField | null {
  const [found, ...others] = namedItems(fields, typed);
  if (found && others.length === 0) return found;
  reader.fault(
    column,
    found
      ? `${others.length + 1} fields of ${type.name} are named “${typed}”: rename all but one in IT Glue, or add the line in its form`
      : `${type.name} has no field “${typed}”${didYouMean(fields, typed, ({ name }) => name)}`,
  );
  return null;
}
