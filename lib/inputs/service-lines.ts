import { z } from "zod";
import {
  optionalCalendarDateText,
  optionalText,
  recordId,
  recordVersion,
  requiredText,
  unitCostText,
  unitPriceText,
} from "./typed-fields";

/** Lines that one press changes at most. */
export const MOST_LINES_AT_ONCE = 500;

/** What "Change chosen lines" sets on every chosen line; a field that is left out stays as it is on each. */
const changeFields = {
  name: requiredText("A name", "Enter the name that the invoice shows", 200).optional(),
  description: optionalText("A description", 2000).optional(),
  unitPrice: unitPriceText.optional(),
  /** Null: the cost is not known. */
  unitCost: unitCostText.optional(),
  /** From when price and cost count; null is the next period of each line's own contract. */
  priceEffectiveOn: optionalCalendarDateText(),
};

/** What the form itself checks, with the messages that the action would give. */
export const lineChangesInput = z.strictObject(changeFields);

/** Changes on chosen lines of one service (domain.md 4.5). Units are never part of it. */
export const bulkChangeLinesInput = z
  .strictObject({
    ...changeFields,
    serviceId: recordId,
    /** The currency that price and cost are meant in: a line that bills in another one is refused. */
    currency: z.string().regex(/^[A-Z]{3}$/, "Choose the currency of the price"),
    lines: z
      .array(z.strictObject({ lineId: recordId, version: recordVersion }))
      .min(1, "Choose at least one service line")
      .max(MOST_LINES_AT_ONCE, `Choose at most ${MOST_LINES_AT_ONCE} service lines at once`),
  })
  .refine(
    ({ name, description, unitPrice, unitCost }) =>
      [name, description, unitPrice, unitCost].some((value) => value !== undefined),
    "Choose what to change",
  );
export type BulkChangeLinesInput = z.input<typeof bulkChangeLinesInput>;
export type ParsedBulkChange = z.output<typeof bulkChangeLinesInput>;

export const setLineExcludedInput = z.strictObject({
  lineId: recordId,
  version: recordVersion,
  isExcluded: z.boolean(),
});
export type SetLineExcludedInput = z.input<typeof setLineExcludedInput>;
