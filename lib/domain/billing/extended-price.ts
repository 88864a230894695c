import { decimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "../decimal";
import { minorDigits, roundHalfAwayFromZero } from "./money";

/** Units × unit price for one whole period in minor units, rounded once (design.md 7). Both are decimal text. */
export function extendedPriceMinor(units: string, unitPrice: string, currency: string): bigint {
  const scale = BigInt(UNITS_SCALE + UNIT_PRICE_SCALE - minorDigits(currency));
  return roundHalfAwayFromZero({
    numerator: decimal(units, UNITS_SCALE) * decimal(unitPrice, UNIT_PRICE_SCALE),
    denominator: 10n ** scale,
  });
}
