import { formatUnits } from "@/app/_components/format-units";
import { type FactorLine, lineFactors as factorsOf } from "@/lib/domain/billing/line-factors";
import { formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";

/** What is multiplied to the amount: units (signed for a change: "+1"), price and days. */
export type LineFactors = { units: string; unitPrice: string };

/** The domain's `lineFactors` as the screen writes them; null where no single product makes the amount. */
export function lineFactors(line: FactorLine, currency: string): LineFactors | null {
  const factors = factorsOf(line, currency);
  if (factors === null) return null;
  const { units, isChange, unitPrice } = factors;
  const sign = isChange && units > 0n ? "+" : "";
  return { units: `${sign}${formatUnits(formatDecimal(units, UNITS_SCALE))}`, unitPrice };
}
