import type { Temporal } from "temporal-polyfill";
import type { BillingInput } from "./billing-items";
import { periodOwning } from "./billing-period";
import { isBefore, lastDay, later } from "./calendar";
import { type ConservationGap, conservationGaps, type ItemInReview } from "./conservation";

/** Items are projected three months ahead; this far, with nights that failed between, they surely are. */
const SURELY_PROJECTED = { months: 2 } as const;

/**
 * The periods of a stored line that do not add up on a day. A period is looked at once it is due (billed at its start: begun;
 * at its end: ended) or as soon as anything of it is posted or in review. One that knows of a change further ahead than
 * items are surely projected waits until that change is nearer.
 */
export function storedGaps(
  ledger: Pick<BillingInput, "currency" | "contract" | "line" | "posted">,
  inReview: readonly ItemInReview[],
  todayOn: Temporal.PlainDate,
): ConservationGap[] {
  const { contract, line, posted } = ledger;
  const stored = [...posted, ...inReview].map(({ periodStartOn }) => periodStartOn);
  const latestOn = stored.reduce(later, todayOn);
  const throughOn = lastDay(periodOwning(contract, latestOn).range);
  const gaps = conservationGaps(ledger, inReview, throughOn);
  // As of nearly every line: whether a period is looked at need not be asked.
  if (gaps.length === 0) return gaps;
  const present = new Set(stored.map((on) => periodOwning(contract, on).range.from.toString()));
  const projectedOn = todayOn.add(SURELY_PROJECTED);
  const ahead = [...line.units, ...line.prices, ...(line.termsChanges ?? [])]
    .map((segment) => segment.effectiveOn)
    .filter((on) => isBefore(projectedOn, on));
  return gaps.filter((gap) => {
    const period = periodOwning(contract, gap.periodStartOn);
    const dueOn = period.issueInvoiceOn === "start" ? period.range.from : lastDay(period.range);
    const isLookedAt = present.has(period.range.from.toString()) || !isBefore(todayOn, dueOn);
    const isKnownAhead = ahead.some(
      (on) => isBefore(gap.periodStartOn, on) && !isBefore(gap.periodEndOn, on),
    );
    return isLookedAt && !isKnownAhead;
  });
}
