import { TAX_RATE_SCALE } from "../billing/invoice";
import { roundHalfAwayFromZero } from "../billing/money";
import { decimal } from "../decimal";

type Taxed = { amountMinor: bigint; taxRatePercent: string | null };

/**
 * The tax of each line, in their order and in minor units. Tax is computed on the net of a rate as a whole (R29); what
 * cumulative rounding leaves for each line sums to exactly that.
 */
export function shareTax(lines: readonly Taxed[]): bigint[] {
  const soFar = new Map<string, { netMinor: bigint; taxMinor: bigint }>();
  return lines.map(({ amountMinor, taxRatePercent }) => {
    if (taxRatePercent === null) return 0n;
    const before = soFar.get(taxRatePercent) ?? { netMinor: 0n, taxMinor: 0n };
    const netMinor = before.netMinor + amountMinor;
    const taxMinor = roundHalfAwayFromZero({
      numerator: netMinor * decimal(taxRatePercent, TAX_RATE_SCALE),
      denominator: 100n * 10n ** BigInt(TAX_RATE_SCALE),
    });
    soFar.set(taxRatePercent, { netMinor, taxMinor });
    return taxMinor - before.taxMinor;
  });
}
