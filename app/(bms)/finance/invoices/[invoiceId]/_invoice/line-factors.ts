import { formatUnits, formatUnitsDelta } from "@/app/_components/format-units";
import { amountMinor, minorDigits, roundHalfAwayFromZero } from "@/lib/domain/billing/money";
import { decimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "@/lib/domain/decimal";
import type { InvoicePageLine } from "@/lib/queries/invoices";

/** What is multiplied to the amount: units (signed for a change: "+1"), price and days. */
export type LineFactors = { units: string; unitPrice: string };

type FactorLine = Pick<
  InvoicePageLine,
  "kind" | "units" | "previousUnits" | "unitPrice" | "days" | "periodDays" | "amount"
>;

/** Cumulative rounding may move an item by one minor unit, so that a period's items sum to its total. */
const ROUNDING_MINOR = 1n;

/**
 * Units and price of a line, only where `units × price × days ÷ period days` is its amount. Units that changed several
 * times, a price that changed with them, or a credit used in part make no single product: then null, and the description
 * carries the calculation. A customer with a calculator must never find a row that does not multiply.
 */
export function lineFactors(line: FactorLine, currency: string): LineFactors | null {
  if (line.units === null || line.unitPrice === null || line.periodDays === 0) return null;
  const isChange = line.kind === "proration" && line.previousUnits !== null;
  const before = isChange ? decimal(line.previousUnits!, UNITS_SCALE) : 0n;
  const units = decimal(line.units, UNITS_SCALE) - before;
  const scale = BigInt(10 ** UNITS_SCALE) * BigInt(10 ** UNIT_PRICE_SCALE);
  const product = roundHalfAwayFromZero({
    numerator:
      units *
      decimal(line.unitPrice, UNIT_PRICE_SCALE) *
      BigInt(line.days) *
      10n ** BigInt(minorDigits(currency)),
    denominator: scale * BigInt(line.periodDays),
  });
  const difference = product - amountMinor(line.amount, currency);
  if (difference > ROUNDING_MINOR || difference < -ROUNDING_MINOR) return null;
  return {
    units: isChange ? formatUnitsDelta(line.units, line.previousUnits!) : formatUnits(line.units),
    unitPrice: line.unitPrice,
  };
}
