import { decimal, formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";

/** Units of a line as they were one after another; decimal text, the oldest first. */
export type UnitsHistory = readonly string[];

/** What a line's own changes were like: something for a person to take as its limits, never applied by itself. */
export type LearnedTolerance = {
  /** Changes that were looked at. */
  changes: number;
  /** The largest of them, in units. */
  largestStep: string;
  /** The least limit in units under which none of them would have been held. */
  units: string;
};

/** With fewer changes than this nothing is learned: two may be a coincidence. */
const LEAST_CHANGES = 5;

/**
 * Learns from the changes a line has had, all of which a night was allowed or a person decided. A change is held beyond its
 * limit, not at it, so the largest step is the limit; it is rounded up to a whole unit. Null with too few changes.
 */
export function learnedTolerance(history: UnitsHistory): LearnedTolerance | null {
  const units = history.map((text) => decimal(text, UNITS_SCALE));
  const steps = units
    .slice(1)
    .map((now, index) => now - units[index]!)
    .map((step) => (step < 0n ? -step : step))
    .filter((step) => step > 0n);
  if (steps.length < LEAST_CHANGES) return null;
  const largest = steps.reduce((most, step) => (step > most ? step : most));
  const one = decimal("1", UNITS_SCALE);
  return {
    changes: steps.length,
    largestStep: formatDecimal(largest, UNITS_SCALE),
    units: formatDecimal(((largest + one - 1n) / one) * one, UNITS_SCALE),
  };
}
