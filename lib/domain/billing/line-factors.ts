import { decimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "../decimal";
import { amountMinor, minorDigits, roundHalfAwayFromZero } from "./money";

/** What is multiplied to the amount: units of scale 4, of a change the difference, and the price of one as decimal text. */
export type LineFactors = { units: bigint; isChange: boolean; unitPrice: string };

export type FactorLine = {
  kind: "regular" | "proration" | "manual";
  units: string | null;
  previousUnits: string | null;
  unitPrice: string | null;
  days: number;
  periodDays: number;
  /** Major units as decimal text. */
  amount: string;
};

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
  return { units, isChange, unitPrice: line.unitPrice };
}
