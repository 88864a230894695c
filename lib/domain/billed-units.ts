import { UNITS_SCALE } from "./decimal";

export const UNIT_ROUNDINGS = ["none", "up", "down", "half-up"] as const;
export type UnitRounding = (typeof UNIT_ROUNDINGS)[number];

/** How counted units become billed ones; limits have 4 places, null is no limit. */
export type UnitTerms = {
  rounding: UnitRounding;
  minimum: bigint | null;
  included: bigint | null;
  maximum: bigint | null;
};

const ONE_UNIT = 10n ** BigInt(UNITS_SCALE);

/** Whole units after the line's rounding; fractions stay where it has none (proration.md decision 6). */
function roundUnits(units: bigint, rounding: UnitRounding): bigint {
  if (rounding === "none") return units;
  const shift = { down: 0n, "half-up": ONE_UNIT / 2n, up: ONE_UNIT - 1n }[rounding];
  const shifted = units + shift;
  const above = ((shifted % ONE_UNIT) + ONE_UNIT) % ONE_UNIT;
  return shifted - above;
}

/** `max(minimum, min(maximum, max(0, round(units) − included)))` (design.md 4): no limit is below 0, so no minimum is one of 0. */
export function billedUnits(units: bigint, terms: UnitTerms): bigint {
  const { minimum, included, maximum } = terms;
  const beyond = roundUnits(units, terms.rounding) - (included ?? 0n);
  const limited = maximum !== null && beyond > maximum ? maximum : beyond;
  const least = minimum ?? 0n;
  return limited < least ? least : limited;
}
