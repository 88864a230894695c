import { Temporal } from "temporal-polyfill";
import { dayAfter, isBefore } from "./calendar";
import type { UnitSegment } from "./unit-segments";

/** Units that a person set from one day through another (design.md 5). Overrides of one line do not overlap. */
export type UnitOverride = {
  fromOn: Temporal.PlainDate;
  throughOn: Temporal.PlainDate;
  units: bigint;
  recordedAt: Temporal.Instant;
};

/**
 * Segments are recorded by the millisecond. What is derived from one stands just after it and before the next: the end of an
 * override first, an override over it.
 */
const END = Temporal.Duration.from({ microseconds: 1 });
const OVER = Temporal.Duration.from({ microseconds: 2 });

function derivedFrom(
  { recordedAt }: { recordedAt: Temporal.Instant },
  place: Temporal.Duration,
): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(recordedAt.epochMilliseconds).add(place);
}

/**
 * Units as they are billed: within an override its own, whatever is counted beside it; from the day after, those counted
 * by then, and none where nothing was. Counted segments stay, so that what was known before an override was recorded is
 * still what was known then.
 */
export function withOverrides(
  counted: readonly UnitSegment[],
  overrides: readonly UnitOverride[],
): UnitSegment[] {
  const ends = overrides.map((override) => resumptions(counted, override));
  return [
    ...counted,
    ...ends.flat(),
    ...overrides.flatMap((override, index) => {
      // Where one override follows another at once, the end of the first is no end of the second.
      const others = ends.flatMap((resumed, other) => (other === index ? [] : resumed));
      return standOver(override, [...counted, ...others]);
    }),
  ];
}

/** The override's first day, and every segment inside it anew with the override's units. */
function standOver(override: UnitOverride, segments: readonly UnitSegment[]): UnitSegment[] {
  const { fromOn, throughOn, units } = override;
  const knownAt = derivedFrom(override, OVER);
  const inside = segments.filter(
    ({ effectiveOn }) => !isBefore(effectiveOn, fromOn) && !isBefore(throughOn, effectiveOn),
  );
  return [
    { effectiveOn: fromOn, units, recordedAt: knownAt },
    ...inside.map((segment) => ({
      effectiveOn: segment.effectiveOn,
      units,
      recordedAt: later(knownAt, derivedFrom(segment, OVER)),
    })),
  ];
}

/** The counted units of the day after, once for each time they became known. */
function resumptions(counted: readonly UnitSegment[], override: UnitOverride): UnitSegment[] {
  const knownAt = derivedFrom(override, END);
  const resumesOn = dayAfter(override.throughOn);
  const found: UnitSegment[] = [];
  let resumed: UnitSegment = { effectiveOn: resumesOn, units: 0n, recordedAt: knownAt };
  let governing: UnitSegment | undefined;
  for (const segment of byKnowledge(counted)) {
    if (isBefore(resumesOn, segment.effectiveOn)) continue;
    if (governing && isBefore(segment.effectiveOn, governing.effectiveOn)) continue;
    governing = segment;
    const recordedAt = later(knownAt, derivedFrom(segment, END));
    // Of what was known when the override was recorded, only the last counts.
    if (Temporal.Instant.compare(recordedAt, resumed.recordedAt) > 0) found.push(resumed);
    resumed = { effectiveOn: resumesOn, units: segment.units, recordedAt };
  }
  return [...found, resumed];
}

function byKnowledge(segments: readonly UnitSegment[]): UnitSegment[] {
  return [...segments].sort((a, b) => Temporal.Instant.compare(a.recordedAt, b.recordedAt));
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) < 0 ? b : a;
}
