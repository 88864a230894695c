import type { Db } from "@/db/database";
import { lineTerms } from "@/db/schema/contract";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import type { ParsedLineInput } from "@/lib/inputs/contract-lines";
import type { CommandContext } from "../context";
import { afterLast } from "./append-segment";
import type { CurrentLine } from "./current-line";
import { termsFacts } from "./line-facts";

/** Whether the line would count something else than before; a line that begins to count does. */
export function isRuleChanged(before: CurrentLine | null, { billBy }: ParsedLineInput): boolean {
  if (billBy.by === "none") return before?.terms.billBy === "flexible-assets";
  return (
    before?.terms.billBy !== "flexible-assets" ||
    canonicalJson(before.terms.countRule) !== canonicalJson(billBy.rule)
  );
}

/**
 * Appends a version of the terms where anything in them changed, in force from `effectiveOn`; earlier versions stay as they
 * were recorded, and bill the days before it.
 */
export async function saveTerms(
  db: Db,
  ctx: CommandContext,
  saved: {
    lineId: string;
    before: CurrentLine | null;
    input: ParsedLineInput;
    effectiveOn: string;
    ruleInWords: string | null;
  },
): Promise<boolean> {
  const { before, input } = saved;
  const isSame =
    before !== null &&
    !isRuleChanged(before, input) &&
    canonicalJson(termsFacts(before.terms)) === canonicalJson(termsFacts(input));
  if (isSame) return false;
  const { billBy } = input;
  await db.insert(lineTerms).values({
    tenantId: ctx.scope.tenantId,
    lineId: saved.lineId,
    termsVersion: (before?.terms.termsVersion ?? 0) + 1,
    effectiveOn: saved.effectiveOn,
    billBy: billBy.by,
    countRule: billBy.by === "flexible-assets" ? billBy.rule : null,
    ruleInWords: saved.ruleInWords,
    ...termsFacts(input),
    recordedAt: afterLast(ctx, before?.terms.recordedAt),
    recordedBy: ctx.actor.name,
  });
  return true;
}
