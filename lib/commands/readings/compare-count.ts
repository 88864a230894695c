import {
  type AssetType,
  type CountRule,
  type ResolvedRule,
  resolveRule,
} from "@/lib/domain/counting/count-rule";
import { overlaps } from "@/lib/domain/counting/coverage";
import { explainChange } from "@/lib/domain/counting/explain-change";
import type { CountEvidence } from "@/lib/domain/counting/receipt";
import { ruleDrift, ruleOfEvidence } from "@/lib/domain/counting/rule-drift";
import { type UnadmittedValue, unadmittedValues } from "@/lib/domain/counting/unadmitted-values";
import type { RivalLine } from "./rival-lines";
import type { SeenInPass } from "./take-reading";

/** A filter that leaves out hundreds of values is meant to: the first ones tell. */
const VALUES_SHOWN = 20;

export type CountComparison = {
  /** Why the count differs from the line's last one, in one sentence; null for a first count. */
  change: string | null;
  /** What was renamed or made of another kind in IT Glue since the form was opened or the line was counted: sentences. */
  drift: string[];
  /** What the filters leave out, near misses first; at most 20. */
  unadmitted: UnadmittedValue[];
  /** Other lines that bill assets of this count already; `units` is decimal text. */
  overlaps: { lineId: string; lineName: string; contractName: string; assets: number; units: string }[];
};

const NOTHING: CountComparison = { change: null, drift: [], unadmitted: [], overlaps: [] };

/** What a person should know of a count before saving it: pure, of the very assets that were counted. */
export function compareCount(input: {
  rule: CountRule;
  seen: SeenInPass;
  evidence: CountEvidence | null;
  previous: CountEvidence | null;
  /** The type as it was read before this count. */
  knownType: AssetType | null;
  rivals: readonly RivalLine[];
}): CountComparison {
  const { rule, seen, evidence, previous, knownType, rivals } = input;
  const type = seen.assetType ?? null;
  const resolution = resolveRule(rule, type);
  if (!evidence || !seen.assets || !resolution.ok) return NOTHING;
  const others = rivals.flatMap(({ lineId, rule: own }) => {
    const resolved = resolveRule(own, type);
    return resolved.ok ? [{ lineId, resolved: resolved.resolved }] : [];
  });
  return {
    change: previous && explainChange(previous, evidence).sentence,
    drift: driftOf(rule, resolution.resolved, { knownType, previous }),
    unadmitted: unadmittedValues(resolution.resolved, seen.assets).slice(0, VALUES_SHOWN),
    overlaps: overlaps(resolution.resolved, others, seen.assets).map((overlap) => {
      const { lineName, contractName } = rivals.find(({ lineId }) => lineId === overlap.lineId)!;
      return { ...overlap, lineName, contractName };
    }),
  };
}

/** Against the form's own names and against the line's last count; each change is told once. */
function driftOf(
  rule: CountRule,
  now: ResolvedRule,
  { knownType, previous }: { knownType: AssetType | null; previous: CountEvidence | null },
): string[] {
  const asKnown = resolveRule(rule, knownType);
  const drifts = [
    ...(asKnown.ok ? ruleDrift(asKnown.resolved, now) : []),
    ...(previous ? ruleDrift(ruleOfEvidence(previous), now) : []),
  ];
  return [...new Set(drifts.map(({ message }) => `${message}.`))];
}
