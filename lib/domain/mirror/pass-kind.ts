import { Temporal } from "temporal-polyfill";
import type { CountRule } from "../counting/count-rule";
import type { QuickDoubt } from "./quick-read";

/** Types of up to this many assets are read in full every night: five requests. */
export const MOST_ASSETS_OF_SMALL_TYPE = 5000;

/** Nights after a full pass on which the next one is due. */
const NIGHTS_BETWEEN_FULL_PASSES = 7;

/** Why a pass is what it is. */
export type PassReason =
  /** The only reason of a quick pass: nothing speaks against it. */
  | "large"
  | "first"
  | "small"
  | "tags"
  | "weekly"
  | "no-watermark"
  | "identity-changed"
  | "fields-changed"
  | "after-abandoned"
  /** What was staged did not outlive a crash of the database. */
  | "staging-lost"
  | QuickDoubt;

export type PassChoice = { kind: "full" | "quick"; reason: PassReason };

export type KnownMirror = {
  assetCount: number;
  watermarkAt: string | null;
  /** When the last finished pass and the last full one began. */
  lastPassAt: string;
  lastFullPassAt: string;
  /** The type's fields as they were then (`fieldsDigest`). */
  fieldsDigest: string | null;
};

/**
 * Whether a type's assets are all read tonight, or only what changed since the last pass. Any doubt makes a full pass: a
 * quick one rests on `updated-at`, which tells nothing of a tag's target, of a field's new key, or of a deletion.
 * @param mirror null where no pass of this type has ever finished under this connection.
 * @param hasTagRule whether a rule counts or filters the type by tags, see `restsOnTags`.
 * @param identityChangedAt last change of key, server or identity.
 */
export function choosePassKind(input: {
  mirror: KnownMirror | null;
  hasTagRule: boolean;
  fieldsDigest: string;
  identityChangedAt: string | null;
  wasAbandoned: boolean;
  now: string;
  timeZone: string;
}): PassChoice {
  const { mirror, identityChangedAt } = input;
  const full = (reason: PassReason): PassChoice => ({ kind: "full", reason });
  if (!mirror) return full("first");
  if (mirror.assetCount <= MOST_ASSETS_OF_SMALL_TYPE) return full("small");
  if (input.hasTagRule) return full("tags");
  if (mirror.watermarkAt === null) return full("no-watermark");
  if (identityChangedAt !== null && isNotBefore(identityChangedAt, mirror.lastPassAt))
    return full("identity-changed");
  if (mirror.fieldsDigest !== input.fieldsDigest) return full("fields-changed");
  if (input.wasAbandoned) return full("after-abandoned");
  const nights = dayOf(mirror.lastFullPassAt, input.timeZone).until(dayOf(input.now, input.timeZone)).days;
  // A clock that was put back tells nothing of how many nights have passed.
  if (nights < 0 || nights >= NIGHTS_BETWEEN_FULL_PASSES) return full("weekly");
  return { kind: "quick", reason: "large" };
}

/**
 * Whether a rule counts or filters by a Tag, whose target can be renamed or deleted without touching the asset's
 * `updated-at`. A field that the type does not list (any more) may have been one.
 */
export function restsOnTags(
  rule: Pick<CountRule, "billBy" | "conditions">,
  fields: readonly { id: string; kind: string }[],
): boolean {
  const isTag = (fieldId: string) => {
    const field = fields.find(({ id }) => id === fieldId);
    return !field || field.kind === "Tag";
  };
  const { billBy } = rule;
  return (
    billBy.by === "tags" ||
    (billBy.by !== "assets" && isTag(billBy.fieldId)) ||
    rule.conditions.some(({ fieldId }) => isTag(fieldId))
  );
}

/**
 * The newest change a mirror may claim to know: never later than the reading began, or one record with a clock far ahead
 * would hide every change until that time.
 */
export function watermarkOf(newestUpdatedAt: string | null, readingBegan: string): string | null {
  if (newestUpdatedAt === null) return null;
  return isNotBefore(newestUpdatedAt, readingBegan) ? readingBegan : newestUpdatedAt;
}

function isNotBefore(left: string, right: string): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(left), Temporal.Instant.from(right)) >= 0;
}

function dayOf(instant: string, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate();
}
