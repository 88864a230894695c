import type { RuleResolution } from "./count-rule";
import type { Count } from "./count-units";
import type { CountEvidence, OrganizationRef } from "./receipt";

/**
 * What a count is worth (design.md 3): zero is not unknown. `counted`; `empty`: asked, and no asset counted; `unmapped`: no
 * organization is linked; `unreachable`: not everything that had to be seen was seen; `broken-rule`: type or field gone or
 * of another kind; `held`: counted, but a person decides before units change.
 */
export const READING_STATES = ["counted", "empty", "unmapped", "unreachable", "broken-rule", "held"] as const;
export type ReadingState = (typeof READING_STATES)[number];

/** A code for programs and a sentence for people. */
export type Reason<Code extends string> = { code: Code; message: string };

export type ReadingReason = Reason<
  | "not-linked"
  | "pass-failed"
  | "types-not-read"
  | "assets-not-read"
  | "organization-not-seen"
  | "organization-dropped"
  | "rule-broken"
>;

export type Reading = {
  state: ReadingState;
  /** Why the state is neither counted nor empty. */
  reasons: ReadingReason[];
  /** The linked organizations that the pass saw: those of the evidence. */
  organizations: OrganizationRef[];
};

/** What one pass over IT Glue has seen. Everything is of the same pass, and null where it was not read to its end. */
export type ReadingInput = {
  /** Organizations linked to the account. */
  linked: readonly OrganizationRef[];
  /** Null where the IT Glue account was not proved or its organizations were not all listed. */
  pass: { organizationIds: ReadonlySet<string> } | null;
  /** Null where types and fields were not read. */
  resolution: RuleResolution | null;
  /** Null where the assets of the type were not read. */
  count: Count | null;
  /** Evidence of the last count of this line, null where there was none. */
  previous: CountEvidence | null;
};

/** Only these may write units; all others keep the last ones. */
export function mayChangeUnits(state: ReadingState): state is "counted" | "empty" {
  return state === "counted" || state === "empty";
}

/**
 * The state of a line's reading. `counted` and `empty` need the type, its fields, every linked organization and every
 * organization counted last time (design.md 4); the first thing that is missing decides. The gate may still hold it.
 */
export function readingOf({ linked, pass, resolution, count, previous }: ReadingInput): Reading {
  const organizations = linked.filter(({ id }) => pass?.organizationIds.has(id));
  const as = (state: ReadingState, ...reasons: ReadingReason[]): Reading => ({
    state,
    reasons,
    organizations,
  });

  if (linked.length === 0)
    return as("unmapped", {
      code: "not-linked",
      message: "No IT Glue organization is linked to the account",
    });
  if (pass === null) return as("unreachable", { code: "pass-failed", message: "IT Glue could not be read" });
  if (resolution === null)
    return as("unreachable", { code: "types-not-read", message: "The asset types could not be read" });
  if (!resolution.ok)
    return as(
      "broken-rule",
      ...resolution.faults.map(({ message }): ReadingReason => ({ code: "rule-broken", message })),
    );
  if (count === null)
    return as("unreachable", { code: "assets-not-read", message: "The assets could not be read to the end" });

  const countedLastTime = new Set(previous?.organizations.map(({ id }) => id));
  const unseen = linked.filter(({ id }) => !pass.organizationIds.has(id) && !countedLastTime.has(id));
  if (unseen.length > 0) return as("unreachable", ...unseen.map(notSeen));
  const dropped = droppedOrganizations(previous, organizations);
  if (dropped.length > 0) return as("held", ...dropped);
  return as(count.counted.length === 0 ? "empty" : "counted");
}

/** Organizations that the previous evidence counted and this count does not: unlinked, deleted, or out of sight. */
export function droppedOrganizations(
  previous: CountEvidence | null,
  counted: readonly OrganizationRef[],
): Reason<"organization-dropped">[] {
  const ids = new Set(counted.map(({ id }) => id));
  return (previous?.organizations ?? [])
    .filter(({ id }) => !ids.has(id))
    .map(({ name }) => ({
      code: "organization-dropped",
      message: `${name} was counted last time and is missing now`,
    }));
}

function notSeen({ name }: OrganizationRef): ReadingReason {
  return { code: "organization-not-seen", message: `${name} is linked but was not found in IT Glue` };
}
