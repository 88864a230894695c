import * as dinero from "dinero.js/bigint";
import { daysIn } from "@/lib/domain/billing/calendar";
import { UNIT_PRICE_SCALE, UNITS_SCALE } from "@/lib/domain/decimal";
import type { LinePeriod } from "./proration-portfolio";

const CURRENCY = { USD: dinero.USD, EUR: dinero.EUR, JPY: dinero.JPY, KWD: dinero.KWD };
/** Where a share is cut off, far beyond the nearest that an exact one can come to a half without being one. */
const SHARE_SCALE = 2 * (UNITS_SCALE + UNIT_PRICE_SCALE);

/**
 * The money of one period as one writes it with dinero.js: price × units × days, added up change by change, the share of
 * the period's days, rounded once, half away from zero; each change gets what it adds. Dinero has no division: a share is
 * what `allocate` gives to one of so many days.
 */
export function accrueWithDinero({ edits, rate }: LinePeriod): bigint[] {
  const currency = CURRENCY[rate.currency as keyof typeof CURRENCY];
  const ofNothing = dinero.dinero({ amount: 0n, currency });
  let [total, earned, perDay] = [ofNothing, ofNothing, ofNothing];
  return edits.map(({ level, range }) => {
    const price = dinero.dinero({ amount: level.unitPrice, currency, scale: BigInt(UNIT_PRICE_SCALE) });
    const next = dinero.multiply(price, { amount: level.units, scale: BigInt(UNITS_SCALE) });
    const added = dinero.multiply(dinero.subtract(next, perDay), BigInt(daysIn(range)));
    perDay = next;
    total = dinero.add(total, added);
    const [share] = dinero.allocate(dinero.transformScale(total, BigInt(SHARE_SCALE)), [
      1n,
      BigInt(rate.periodDays - 1),
    ]);
    const rounded = dinero.transformScale(share!, currency.exponent, dinero.halfAwayFromZero);
    const amount = dinero.subtract(rounded, earned);
    earned = rounded;
    return dinero.toSnapshot(amount).amount;
  });
}
