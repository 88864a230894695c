import { decimal, formatDecimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "@/lib/domain/decimal";
import { assetLabel, billedUnits, type UnitsTerms } from "./count-units";
import { droppedOrganizations, type Reason } from "./reading-state";
import { type CountEvidence, isSameMeasure } from "./receipt";

/** How far billed units may move by themselves; decimal text, null where not set. */
export type Tolerance = {
  /** Beyond `percent` of the previous billed units and beyond `units`: where both are set, a change must exceed both. */
  percent: string | null;
  units: string | null;
  /** In the contract's currency: a larger change of units × unit price is held by itself. */
  money: string | null;
};

/** More than 50 % and more than 10 units (design.md 5). */
export const DEFAULT_TOLERANCE: Tolerance = { percent: "50", units: "10", money: null };

export type HeldReason = Reason<
  | "organization-dropped"
  | "value-lost"
  | "fell-to-zero"
  | "beyond-tolerance"
  | "beyond-money"
  | "first-night-count"
  | "identity-changed"
  | "run-cap"
>;

export type GateInput = {
  /** Evidence of the count behind today's units (never of an override), null before the first. */
  previous: CountEvidence | null;
  current: CountEvidence;
  /** Today's terms, for both counts: the gate is about the count, not about a changed minimum. */
  terms: UnitsTerms;
  tolerance: Tolerance;
  /** Decimal text; null where unknown, and then money is not compared. */
  unitPrice: string | null;
  /** The line's first count ever, made at night: nobody has seen it. One made in the form is seen, and exempt. */
  isFirstNightCount: boolean;
  /** Key, chosen identity or server changed since `previous`, and no one has approved a count since. */
  isIdentityChanged: boolean;
};

export type GateVerdict = { verdict: "apply" } | { verdict: "held"; reasons: HeldReason[] };

/** Whether a count may change units without a person (design.md 4 and 5). A pure comparison; throws `RangeError` on text that is no decimal. */
export function gate(input: GateInput): GateVerdict {
  const reasons = input.previous === null ? firstCount(input) : laterCount(input, input.previous);
  return reasons.length === 0 ? { verdict: "apply" } : { verdict: "held", reasons };
}

function firstCount({ isFirstNightCount, current }: GateInput): HeldReason[] {
  const message = `The first count, ${current.total}, was made at night and has not been seen by anyone`;
  return isFirstNightCount ? [{ code: "first-night-count", message }] : [];
}

function laterCount(input: GateInput, previous: CountEvidence): HeldReason[] {
  const { current } = input;
  const [before, after] = [units(previous.total), units(current.total)];
  const reasons: HeldReason[] = [
    ...firstCount(input),
    ...droppedOrganizations(previous, current.organizations),
    ...lostValues(previous, current),
  ];
  if (before > 0n && after <= 0n)
    reasons.push({
      code: "fell-to-zero",
      message: `The count fell from ${previous.total} to ${current.total}`,
    });
  if (input.isIdentityChanged && after < before)
    reasons.push({
      code: "identity-changed",
      message: `The count fell from ${previous.total} to ${current.total} after IT Glue's key, identity or server changed`,
    });
  return [...reasons, ...beyondTolerance(input, previous)];
}

/** Counted values that turned blank or text. A value of 0 that did is no loss; under a new "Bill by" nothing compares. */
function lostValues(previous: CountEvidence, current: CountEvidence): HeldReason[] {
  if (!isSameMeasure(previous, current)) return [];
  const lost = new Map(
    current.leftOut
      .filter(({ reason }) => reason === "blank" || reason === "not-a-number")
      .map((asset) => [asset.id, asset]),
  );
  return previous.counted.flatMap(({ id, value }) => {
    const asset = lost.get(id);
    if (!asset || value === "0") return [];
    const now = asset.reason === "blank" ? "is blank" : "is not a number";
    return [{ code: "value-lost", message: `${assetLabel(asset)} counted ${value} and now ${now}` }];
  });
}

function beyondTolerance(
  { current, terms, tolerance, unitPrice }: GateInput,
  previous: CountEvidence,
): HeldReason[] {
  const [from, to] = [billedUnits(previous.total, terms), billedUnits(current.total, terms)];
  const base = units(from);
  const step = base > units(to) ? base - units(to) : units(to) - base;
  const { percent, money } = tolerance;
  const isBeyondPercent = percent === null || step * units("100") > units(percent) * base;
  const isBeyondUnits = tolerance.units === null || step > units(tolerance.units);
  const isUnitsGateSet = percent !== null || tolerance.units !== null;

  const reasons: HeldReason[] = [];
  if (isUnitsGateSet && isBeyondPercent && isBeyondUnits)
    reasons.push({ code: "beyond-tolerance", message: `Billed units would go from ${from} to ${to}` });
  if (money !== null && unitPrice !== null) {
    const scale = UNITS_SCALE + UNIT_PRICE_SCALE;
    const moved = step * decimal(unitPrice, UNIT_PRICE_SCALE);
    if (moved > decimal(money, scale))
      reasons.push({
        code: "beyond-money",
        message: `Billed units would go from ${from} to ${to}, ${formatDecimal(moved, scale, 2)} a period`,
      });
  }
  return reasons;
}

function units(text: string): bigint {
  return decimal(text, UNITS_SCALE);
}
