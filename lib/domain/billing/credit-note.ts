import { type TaxLine, totalsOf } from "./invoice";

/**
 * Credit notes (design.md 8): one takes a whole issued invoice back, the other gives an account's open credits on demand.
 * All amounts are minor units, signed as they are stored: those of a credit note sum to at most zero.
 */

/** A line of an issued document: what of a charge stands on it. */
export type DocumentLine = { chargeId: string; amountMinor: bigint; taxRatePercent: string | null };

export type ComposedCreditNote<L extends DocumentLine> = {
  lines: L[];
  /** One per rate on its rounded net, in the order of the lines. */
  taxes: TaxLine[];
  netMinor: bigint;
  taxMinor: bigint;
  grossMinor: bigint;
};

/**
 * The credit note that takes a whole invoice back: each of its lines negated at its own tax rate, so that all its charges,
 * and the credits it used, are as open as before it. Halves round away from zero, so its tax is the invoice's, negated.
 */
export function creditWholeInvoice<L extends DocumentLine>(invoiced: readonly L[]): ComposedCreditNote<L> {
  return composed(invoiced.map((line) => ({ ...line, amountMinor: -line.amountMinor })));
}

/**
 * The credit note that gives open credits whole, each at the rate of the charge it corrects.
 * @throws RangeError where one of them is no credit: its amount is not below zero.
 */
export function creditOpen<L extends DocumentLine>(openCredits: readonly L[]): ComposedCreditNote<L> {
  if (openCredits.some(({ amountMinor }) => amountMinor >= 0n))
    throw new RangeError("only amounts below zero are credits");
  return composed([...openCredits]);
}

function composed<L extends DocumentLine>(lines: L[]): ComposedCreditNote<L> {
  const taxed = lines.map(({ amountMinor, taxRatePercent }) => ({ netMinor: amountMinor, taxRatePercent }));
  return { lines, ...totalsOf(taxed) };
}

/**
 * Whether a document can be taken out of the count: what then stands of each of its charges must still lie between nothing
 * and the whole charge. It does not where the charge was billed again after a credit note had opened it.
 */
export function canStopCounting(
  charges: readonly { amountMinor: bigint; documentedMinor: bigint; onDocumentMinor: bigint }[],
): boolean {
  return charges.every(({ amountMinor, documentedMinor, onDocumentMinor }) => {
    const left = documentedMinor - onDocumentMinor;
    return amountMinor < 0n ? amountMinor <= left && left <= 0n : 0n <= left && left <= amountMinor;
  });
}
