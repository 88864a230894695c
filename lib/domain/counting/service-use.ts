import { canonicalJson } from "./canonical-json";
import type { CountRule } from "./count-rule";
import { foldText } from "./trait-value";

/** What a line counts, and the same in words. */
export type UsedRule = { rule: CountRule; inWords: string };

/** One thing that a service bills. */
export type ServiceUse = UsedRule & {
  /** Lines that count it. */
  lines: number;
};

/**
 * What a service is used for, each thing once, the most used first. More than one makes invoices and the item map of the
 * accounting ambiguous: one service for every asset type, billed field and filter (domain.md 4.6).
 */
export function serviceUses(rules: readonly UsedRule[]): ServiceUse[] {
  const uses = new Map<string, ServiceUse>();
  for (const used of rules) {
    const key = keyOfUse(used.rule);
    const known = uses.get(key);
    uses.set(key, { ...(known ?? used), lines: (known?.lines ?? 0) + 1 });
  }
  return [...uses.values()].sort((a, b) => b.lines - a.lines || (a.inWords < b.inWords ? -1 : 1));
}

/** Whether two rules count the same thing: the order of filters and of their values, and how they are written, do not matter. */
export function isSameUse(a: CountRule, b: CountRule): boolean {
  return keyOfUse(a) === keyOfUse(b);
}

/** Equal for rules of one use. Archived assets counted or not: it is the same thing that is billed. */
export function keyOfUse({ assetTypeId, billBy, conditions }: CountRule): string {
  const sorted = (texts: string[]) => [...new Set(texts)].sort();
  return canonicalJson({
    assetTypeId,
    billBy:
      billBy.by === "table"
        ? { ...billBy, match: billBy.match && { ...billBy.match, values: folded(billBy.match.values) } }
        : billBy,
    conditions: sorted(
      conditions.map(({ fieldId, values }) => canonicalJson({ fieldId, values: folded(values) })),
    ),
  });

  function folded(values: readonly string[]): string[] {
    return sorted(values.map(foldText));
  }
}
