import type { Temporal } from "temporal-polyfill";
import { dayAfter } from "./calendar";
import type { ConservationGap } from "./conservation";
import { formatAmount } from "./money";
import { rangeInWords } from "./words";

/** What a difference is about, as a person knows it. */
type Named = { lineName: string; currency: string };

/** "“Seats”, 1 to 30 June 2026": a line and the period of it, days inclusive. */
export function periodOfLine(
  lineName: string,
  period: { periodStartOn: Temporal.PlainDate; periodEndOn: Temporal.PlainDate },
): string {
  const range = { from: period.periodStartOn, until: dayAfter(period.periodEndOn) };
  return `“${lineName}”, ${rangeInWords(range)}`;
}

/**
 * A period that does not add up, in one sentence: "“Seats”, 1 to 30 June 2026: 124.00 USD is due, but 100.00 is posted and
 * 10.00 in review, 14.00 too little."
 */
export function gapInWords({ lineName, currency }: Named, gap: ConservationGap): string {
  const amount = (minor: bigint) => formatAmount(minor, currency);
  const due = amount(gap.entitlementMinor + gap.manualMinor + gap.cutMinor);
  const manual = gap.manualMinor === 0n ? "" : ` (with manual adjustments of ${amount(gap.manualMinor)})`;
  const found = `${amount(gap.postedMinor)} is posted and ${amount(gap.inReviewMinor)} in review`;
  const difference =
    gap.gapMinor > 0n ? `${amount(gap.gapMinor)} too little` : `${amount(-gap.gapMinor)} too much`;
  return `${periodOfLine(lineName, gap)}: ${due} ${currency} is due${manual}, but ${found}, ${difference}.`;
}
