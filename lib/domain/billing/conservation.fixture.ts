import { Temporal } from "temporal-polyfill";
import { expect } from "vitest";
import { type Case, inputOf } from "./billing-input.fixture";
import { type BillingInput, billingItems } from "./billing-items";
import { conservationGaps } from "./conservation";
import { PreviewInput } from "./preview-input";

export const day = (text: string) => Temporal.PlainDate.from(text);

export type Entitled = [startOn: string, endOn: string, amountMinor: bigint];

/** What the independent check finds each period entitled to that ends by `through`; the engine finds the same. */
export function expectEntitled(input: BillingInput, through: string, periods: Entitled[]): void {
  const found = conservationGaps(input, [], day(through));
  expect(
    found.map(({ periodStartOn, periodEndOn, gapMinor }) => [
      periodStartOn.toString(),
      periodEndOn.toString(),
      gapMinor,
    ]),
  ).toEqual(periods);
  expect(conservationGaps(input, billingItems(input), day(through))).toEqual([]);
}

/** 10 units at 10.00 from the start on. */
export function ledger({ contract, line, ...more }: Partial<Case> & { contract: { startOn: string } }) {
  const { startOn } = contract;
  const price = startOn < "2026" ? startOn : "2026-01-01";
  const units: Case["units"] = [[price, "10"]];
  const window = [startOn, "2027-12-31"] as const;
  return PreviewInput.parse(inputOf({ units, prices: [[price, "10.00"]], window, contract, line, ...more }));
}
