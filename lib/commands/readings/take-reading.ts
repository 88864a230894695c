import { type AssetType, type CountRule, resolveRule } from "@/lib/domain/counting/count-rule";
import { type Asset, countUnits } from "@/lib/domain/counting/count-units";
import { type ReadingState, readingOf } from "@/lib/domain/counting/reading-state";
import { type CountEvidence, countEvidence, type OrganizationRef } from "@/lib/domain/counting/receipt";
import { knownNames } from "@/lib/domain/counting/rule-drift";

/** What a pass over IT Glue has seen that one line needs; null stands for "not read", never for "nothing there". */
export type SeenInPass = {
  organizationIds: ReadonlySet<string> | null;
  /** `undefined`: types were not read; null: read, and the rule's type was not among them. */
  assetType: AssetType | null | undefined;
  /** Assets of the rule's type and the account's organizations. */
  assets: readonly Asset[] | null;
};

export type TakenReading = {
  state: ReadingState;
  reasons: { code: string; message: string }[];
  evidence: CountEvidence | null;
};

/**
 * One count of one rule, the same for the nightly run and Update Units: what counted, and what the count is worth
 * (design.md 3 and 4). Pure; `unreadable` says in words why something was not read.
 */
export function takeReading(input: {
  rule: CountRule;
  linked: readonly OrganizationRef[];
  seen: SeenInPass;
  previous: CountEvidence | null;
  unreadable: { code: string; message: string } | null;
  /** The rule's type as it was read before this pass: it names what is gone. */
  knownType?: AssetType | null;
}): TakenReading {
  const { rule, linked, seen, previous, unreadable, knownType = null } = input;
  const names = knownNames(knownType, previous, rule);
  const resolution = seen.assetType === undefined ? null : resolveRule(rule, seen.assetType, names);
  // Assets of an organization that the pass did not see are no part of what this count can prove.
  const countable = seen.assets?.filter(
    ({ organizationId }) =>
      seen.organizationIds?.has(organizationId) && linked.some(({ id }) => id === organizationId),
  );
  const count = resolution?.ok && countable ? countUnits(resolution.resolved, countable) : null;
  const reading = readingOf({
    linked,
    pass: seen.organizationIds && { organizationIds: seen.organizationIds },
    resolution,
    count,
    previous,
  });
  const isCounted = reading.state === "counted" || reading.state === "empty" || reading.state === "held";
  return {
    state: reading.state,
    reasons:
      reading.state === "unreachable" && unreadable ? [unreadable, ...reading.reasons] : reading.reasons,
    evidence:
      isCounted && count && resolution?.ok
        ? countEvidence(resolution.resolved, reading.organizations, count)
        : null,
  };
}
