import { z } from "zod";
import { calendarDateText, recordId, requiredText, unitCostText, unitPriceText } from "./typed-fields";

/** Accounts that one press adds a line to at most. */
export const MOST_ACCOUNTS_AT_ONCE = 200;

/** Accounts that one question to the server counts: few enough to answer soon and to be called off. */
export const MOST_PREVIEWS_AT_ONCE = 10;

/** Whose rule, and in which version the person saw it: a rule that changed since is not applied. */
const source = { sourceLineId: recordId, termsVersion: z.int().positive() };

export const previewRuleInput = z.strictObject({
  ...source,
  contractIds: z.array(recordId).min(1, "Choose at least one account").max(MOST_PREVIEWS_AT_ONCE),
  /** Made by the screen for each question, so that it can be called off. */
  recountId: recordId.optional(),
});
export type PreviewRuleInput = z.input<typeof previewRuleInput>;

const newLineFields = {
  name: requiredText("A name", "Enter the name that the invoice shows", 200),
  unitPrice: unitPriceText,
  unitCost: unitCostText,
  /** Start date of each line; a contract that starts later begins with its own start. */
  effectiveOn: calendarDateText("Enter from when the lines are billed"),
};

/** What the form itself checks, with the messages that the action would give. */
export const appliedLineInput = z.strictObject(newLineFields);

/** Counted units never come from the browser: each line names the reading that the preview stored. */
export const applyRuleInput = z.strictObject({
  ...source,
  ...newLineFields,
  lines: z
    .array(
      z.strictObject({
        contractId: recordId,
        readingId: recordId,
        /** Makes a repeated send find its first line instead of making a second one. */
        idForNew: recordId,
      }),
    )
    .min(1, "Choose at least one account")
    .max(MOST_ACCOUNTS_AT_ONCE, `Choose at most ${MOST_ACCOUNTS_AT_ONCE} accounts at once`),
});
export type ApplyRuleInput = z.input<typeof applyRuleInput>;
export type ParsedApplyRule = z.output<typeof applyRuleInput>;
