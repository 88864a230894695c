/** A recorded value from a day on: days are text ("2026-06-10"), instants ISO. */
type RecordedSegment = { effectiveOn: string; recordedAt: string };

/** The segment that applies on a day: the latest effective on or before it, of equal days the later recorded (design.md 5). */
export function segmentOn<Segment extends RecordedSegment>(
  segments: readonly Segment[],
  on: string,
): Segment | undefined {
  return segments
    .filter((segment) => segment.effectiveOn <= on)
    .reduce<Segment | undefined>((latest, segment) => {
      if (latest === undefined || segment.effectiveOn > latest.effectiveOn) return segment;
      if (segment.effectiveOn < latest.effectiveOn) return latest;
      return segment.recordedAt >= latest.recordedAt ? segment : latest;
    }, undefined);
}
