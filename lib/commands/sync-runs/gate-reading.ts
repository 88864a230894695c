import { gate, type HeldReason, type Tolerance } from "@/lib/domain/counting/gate";
import { mayChangeUnits } from "@/lib/domain/counting/reading-state";
import type { CountEvidence } from "@/lib/domain/counting/receipt";
import { type CurrentLine, segmentOn } from "../contract-lines/current-line";
import type { TakenReading } from "../readings/take-reading";

/** Puts a nightly count before the gate: it comes back as it was, or `held` with the reasons (design.md 4 and 5). */
export function gateReading(input: {
  taken: TakenReading;
  previous: CountEvidence | null;
  previousAskedAt: string | null;
  current: CurrentLine;
  businessOn: string;
  identityChangedAt: string | null;
  tolerance: Tolerance;
  /** Why the whole run holds what it would change; null for most. */
  runHeld: HeldReason | null;
}): TakenReading {
  const { taken, previous, current, identityChangedAt, previousAskedAt, runHeld } = input;
  if (!mayChangeUnits(taken.state) || !taken.evidence) return taken;
  const { terms } = current;
  // Beside its own evidence nothing has moved and nothing was lost: every night that is so of nearly every line.
  const reasons: HeldReason[] = [];
  if (previous !== taken.evidence) {
    const verdict = gate({
      previous,
      current: taken.evidence,
      terms: {
        rounding: terms.rounding,
        minimum: terms.minimumUnits,
        included: terms.includedUnits,
        maximum: terms.maximumUnits,
      },
      tolerance: input.tolerance,
      unitPrice: segmentOn(current.priceSegments, input.businessOn)?.unitPrice ?? null,
      isFirstNightCount: previous === null,
      isIdentityChanged:
        identityChangedAt !== null && previousAskedAt !== null && previousAskedAt < identityChangedAt,
    });
    if (verdict.verdict === "held") reasons.push(...verdict.reasons);
  }
  const isChange = segmentOn(current.unitSegments, input.businessOn)?.units !== taken.evidence.total;
  if (runHeld && isChange) reasons.push(runHeld);
  return reasons.length === 0 ? taken : { ...taken, state: "held", reasons };
}
