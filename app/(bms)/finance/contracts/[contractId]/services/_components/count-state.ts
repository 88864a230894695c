import type { CountRule } from "@/lib/domain/counting/count-rule";
import type { updateUnitsAction } from "../actions";
import { isSameRule } from "./line-form-values";

/** What Update Units answers. */
export type UpdateUnitsResult = NonNullable<Awaited<ReturnType<typeof updateUnitsAction>>["data"]>;

/** The last answer of Update Units, with the rule it counted. */
export type ShownCount = { result: UpdateUnitsResult; rule: CountRule };

/** Whether the rule was changed since: the shown units then say nothing about it. */
export function isOutdated(shown: ShownCount, rule: CountRule): boolean {
  return !isSameRule(shown.rule, rule);
}

/** The reading a save may name: counted or empty, and of the rule as it stands. */
export function usableReadingId(shown: ShownCount | null, rule: CountRule): string | null {
  if (!shown || isOutdated(shown, rule)) return null;
  const { state, readingId } = shown.result;
  return state === "counted" || state === "empty" ? readingId : null;
}

/** Why a line that needs a count cannot be saved yet, or null where it can. */
export function countFault(shown: ShownCount | null, rule: CountRule, isMapped: boolean): string | null {
  if (usableReadingId(shown, rule) !== null) return null;
  if (shown && isOutdated(shown, rule)) return "Rule changed: update units again, then save";
  // What has no organization cannot be counted; such a line is saved without units.
  if (!isMapped || shown?.result.state === "unmapped") return null;
  return shown
    ? "There is no count to save: read the reason beside the units, then update units again"
    : "Press Update Units to see what is counted, then save";
}
