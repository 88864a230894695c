"use server";

import { refresh } from "next/cache";
import { refusalInWords } from "@/lib/actions/refusal-words";
import { authorizedAction } from "@/lib/actions/safe-action";
import { applyRule } from "@/lib/commands/contract-lines/apply-rule";
import { previewRule } from "@/lib/commands/contract-lines/preview-rule";
import { applyRuleInput, previewRuleInput } from "@/lib/inputs/apply-rule";

/** Asks IT Glue now what a line's rule counts for a few other accounts; answers one preview for each. */
export const previewRuleAction = authorizedAction("units.update")
  .inputSchema(previewRuleInput)
  .action(async ({ parsedInput, ctx }) => previewRule(ctx.command, parsedInput));

/** Adds a line of that rule to each chosen contract; answers which were added, and which were not and why. */
export const applyRuleAction = authorizedAction("contracts.manage")
  .inputSchema(applyRuleInput)
  .action(async ({ parsedInput, ctx }) => {
    const { saved, refused } = await applyRule(ctx.command, parsedInput);
    refresh();
    return { saved, refused: refused.map((each) => ({ ...each, refusal: refusalInWords(each.refusal) })) };
  });
