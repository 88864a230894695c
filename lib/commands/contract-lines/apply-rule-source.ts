import type { Db } from "@/db/database";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { type CurrentLine, currentLine } from "./current-line";

export type RuleSource = { current: CurrentLine; rule: CountRule };

/**
 * The line whose rule is applied to other accounts, with its terms. Refuses `not-found`, `invalid` for one that counts
 * nothing, and `reading-rule-changed` where rule or terms are no longer the version that was looked at.
 */
export async function ruleSource(
  db: Db,
  ctx: CommandContext,
  { sourceLineId, termsVersion }: { sourceLineId: string; termsVersion: number },
): Promise<RuleSource> {
  const current = await currentLine(db, ctx, sourceLineId);
  const { terms, line } = current;
  if (terms.billBy !== "flexible-assets" || !terms.countRule)
    throw new CommandRefused("invalid", {
      message: `${line.name} bills units typed by hand, so it has no rule to apply.`,
      fix: "Choose a service line that bills by flexible assets.",
    });
  if (terms.termsVersion !== termsVersion)
    throw new CommandRefused("reading-rule-changed", {
      message: `What ${line.name} counts, or its billing terms, changed after you opened this page. Nothing was saved.`,
      fix: "Reload the page, preview the counts again, then save.",
    });
  return { current, rule: terms.countRule };
}
