import { z } from "zod";
import { countRuleSchema } from "@/lib/domain/counting/count-rule";
import { recordId } from "./typed-fields";

/** A field of an asset type; ids are IT Glue's. */
const fieldFields = { assetTypeId: z.string().min(1).max(64), fieldId: z.string().min(1).max(64) };

/** Which Textbox's tables are asked about. */
export const tableColumnsInput = z.strictObject(fieldFields);

/** Which field's known values a filter asks for, and what they are to be shown with. */
export const filterValuesInput = z.strictObject({
  ...fieldFields,
  /** Its account's own values come first, with what they count for. */
  contractId: recordId,
  /** Null while "Bill by value" is not chosen whole. */
  billBy: countRuleSchema.shape.billBy.nullable(),
  includeArchived: z.boolean(),
});
export type AskedFilterValues = z.input<typeof filterValuesInput>;
