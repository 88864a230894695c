import { decimal, formatDecimal } from "../decimal";
import { roundHalfAwayFromZero, sumMinor } from "./money";

/**
 * Composes one invoice of one account and currency (design.md 8, Credits). Credits are negative lines at the tax rate of the
 * charge they correct, split so that neither net nor gross falls below zero; the rest stays open for the next invoice.
 */

/** Tax rates are percentages of up to 4 decimals, as in "7.25". */
export const TAX_RATE_SCALE = 4;

/** A posted charge that is not yet invoiced. Null tax rate: no tax is computed here. */
export type InvoiceableCharge = {
  id: string;
  kind: "regular" | "proration" | "manual";
  amountMinor: bigint;
  taxRatePercent: string | null;
};

/** What is left of an earlier credit; `amountMinor` is above zero. */
export type OpenCredit = { id: string; amountMinor: bigint; taxRatePercent: string | null };

/** A line of the invoice; credits name where they come from. */
export type InvoiceLine<C extends InvoiceableCharge, O extends OpenCredit> =
  | { from: "charge"; charge: C; netMinor: bigint; taxRatePercent: string | null }
  | { from: "credit"; credit: O; netMinor: bigint; taxRatePercent: string | null };

export type TaxLine = { taxRatePercent: string; netMinor: bigint; taxMinor: bigint };

/** What stays open: of a negative charge (a new credit) or of an earlier credit. */
export type CreditRest<C, O> = { openMinor: bigint } & (
  | { from: "charge"; charge: C }
  | { from: "credit"; credit: O }
);

export type ComposedInvoice<C extends InvoiceableCharge, O extends OpenCredit> = {
  lines: InvoiceLine<C, O>[];
  /** One per rate, in the order of the lines. */
  taxes: TaxLine[];
  netMinor: bigint;
  taxMinor: bigint;
  grossMinor: bigint;
  rests: CreditRest<C, O>[];
};

export type Composition<C extends InvoiceableCharge, O extends OpenCredit> =
  | { outcome: "invoice"; invoice: ComposedInvoice<C, O> }
  /** Nothing above zero: no invoice, and every credit stays open. */
  | { outcome: "nothing-to-invoice"; rests: CreditRest<C, O>[] };

/** Credits are used in the order given: earlier ones first, then the negative charges of this invoice. */
export function composeInvoice<C extends InvoiceableCharge, O extends OpenCredit>(
  charges: readonly C[],
  openCredits: readonly O[],
): Composition<C, O> {
  const credits = [
    ...openCredits.map((credit) => ({ from: "credit", credit, amountMinor: credit.amountMinor }) as const),
    ...charges
      .filter((charge) => charge.amountMinor < 0n)
      .map((charge) => ({ from: "charge", charge, amountMinor: -charge.amountMinor }) as const),
  ];
  const billed = charges.filter((charge) => charge.amountMinor >= 0n);
  if (!billed.some((charge) => charge.amountMinor > 0n)) {
    const rests = credits.map(({ amountMinor, ...source }) => ({ ...source, openMinor: amountMinor }));
    return { outcome: "nothing-to-invoice", rests };
  }
  const lines: InvoiceLine<C, O>[] = billed.map((charge) => ({
    from: "charge",
    charge,
    netMinor: charge.amountMinor,
    taxRatePercent: charge.taxRatePercent,
  }));
  const rests: CreditRest<C, O>[] = [];
  for (const { amountMinor, ...source } of credits) {
    const { taxRatePercent } = source.from === "credit" ? source.credit : source.charge;
    const usedMinor = usable(lines, amountMinor, taxRatePercent);
    if (usedMinor > 0n) lines.push({ ...source, netMinor: -usedMinor, taxRatePercent });
    if (usedMinor < amountMinor) rests.push({ ...source, openMinor: amountMinor - usedMinor });
  }
  return { outcome: "invoice", invoice: { lines, rests, ...totalsOf(lines) } };
}

type Taxed = { netMinor: bigint; taxRatePercent: string | null };

/** The greatest part of a credit that leaves net and gross at zero or above. */
function usable(lines: readonly Taxed[], creditMinor: bigint, taxRatePercent: string | null): bigint {
  const fits = (usedMinor: bigint) => {
    const { netMinor, grossMinor } = totalsOf([...lines, { netMinor: -usedMinor, taxRatePercent }]);
    return netMinor >= 0n && grossMinor >= 0n;
  };
  // Using more only ever lowers net and gross, so the boundary can be halved towards.
  let fitting = 0n;
  let beyond = creditMinor + 1n;
  while (beyond - fitting > 1n) {
    const middle = (fitting + beyond) / 2n;
    if (fits(middle)) fitting = middle;
    else beyond = middle;
  }
  return fitting;
}

/** Net, tax per rate on the rounded net of that rate, and gross = net + tax (proration.md R29). */
export function totalsOf(lines: readonly Taxed[]): {
  taxes: TaxLine[];
  netMinor: bigint;
  taxMinor: bigint;
  grossMinor: bigint;
} {
  const netByRate = new Map<string, bigint>();
  for (const { netMinor, taxRatePercent } of lines) {
    if (taxRatePercent === null) continue;
    // "20" and "20.0000" are one rate.
    const rate = formatDecimal(decimal(taxRatePercent, TAX_RATE_SCALE), TAX_RATE_SCALE);
    netByRate.set(rate, (netByRate.get(rate) ?? 0n) + netMinor);
  }
  const taxes = [...netByRate].map(([taxRatePercent, netMinor]) => ({
    taxRatePercent,
    netMinor,
    taxMinor: taxOn(netMinor, taxRatePercent),
  }));
  const netMinor = sumMinor(lines.map((line) => line.netMinor));
  const taxMinor = sumMinor(taxes.map((tax) => tax.taxMinor));
  return { taxes, netMinor, taxMinor, grossMinor: netMinor + taxMinor };
}

function taxOn(netMinor: bigint, taxRatePercent: string): bigint {
  const rate = decimal(taxRatePercent, TAX_RATE_SCALE);
  return roundHalfAwayFromZero({
    numerator: netMinor * rate,
    denominator: 100n * 10n ** BigInt(TAX_RATE_SCALE),
  });
}
