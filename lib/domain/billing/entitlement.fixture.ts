import { Temporal } from "temporal-polyfill";
import { type Case, inputOf } from "./billing-input.fixture";
import type { BillingInput } from "./billing-items";
import type { Cycle } from "./billing-period";
import { conservationGaps } from "./conservation";
import type { CountTerms } from "./line-account";
import { PreviewInput } from "./preview-input";

// Lives of a line by which both computations of its entitlements are asked.

export const day = (text: string) => Temporal.PlainDate.from(text);

export type Life = Case & {
  cycles?: (Partial<Cycle> & { fromOn: string })[];
  terms?: (Partial<CountTerms> & { effectiveOn: string })[];
};

const calendarMonths: Cycle = {
  billingCycle: "monthly",
  alignment: "calendar",
  anchorDay: null,
  issueInvoiceOn: "start",
};

export function ledgerOf({ cycles = [], terms = [], ...given }: Life, throughOn: string): BillingInput {
  const window = [given.window?.[0] ?? "2020-01-01", throughOn] as const;
  const input = PreviewInput.parse(inputOf({ ...given, window }));
  const cycleChanges = cycles.map((change) => ({ ...calendarMonths, ...change, fromOn: day(change.fromOn) }));
  const { rounding, minimum, included, maximum, prorateIncreases, prorateDecreases } = input.line;
  const first = { rounding, minimum, included, maximum, prorateIncreases, prorateDecreases };
  const termsChanges = terms.map((change) => ({
    ...first,
    ...change,
    effectiveOn: day(change.effectiveOn),
    recordedAt: Temporal.Instant.from(`${change.effectiveOn}T12:00:00Z`),
  }));
  return {
    ...input,
    contract: { ...input.contract, cycleChanges },
    line: { ...input.line, termsChanges },
  };
}

/** What each period that ends by a day is entitled to, by the day-by-day computation: nothing is in review, so all is missing. */
export function entitlements(life: Life, throughOn: string): string[] {
  return conservationGaps(ledgerOf(life, throughOn), [], day(throughOn)).map(
    ({ periodStartOn, periodEndOn, gapMinor }) => `${periodStartOn}/${periodEndOn} ${gapMinor}`,
  );
}

/** One unit at 31.00 from a day on. */
export const unit = (startOn: string, contract: Life["contract"], unitPrice = "31.00"): Life => ({
  contract: { startOn, alignment: "contract-start", ...contract },
  units: [[startOn, "1"]],
  prices: [[startOn, unitPrice]],
});

/** Units of 2026 by month and day, at 10.00 from the first of June on. */
export const counts = (units: Record<string, string>, line: Life["line"] = {}): Life => ({
  contract: { startOn: "2026-06-01" },
  line: { startOn: "2026-06-01", ...line },
  units: Object.entries(units).map(([on, count]) => [`2026-${on}`, count] as const),
  prices: [["2026-06-01", "10.00"]],
});
