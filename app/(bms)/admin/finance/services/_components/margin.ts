import { roundHalfAwayFromZero } from "@/lib/domain/billing/money";
import { formatDecimal, parseDecimal, UNIT_PRICE_SCALE } from "@/lib/domain/decimal";

export type Margin = {
  /** Price − cost, decimal text. */
  amount: string;
  /** Share of the price, one decimal: "25.0"; null where the price is 0. */
  percent: string | null;
};

/** What a unit earns, exactly; null where price or cost is missing or is no number yet. */
export function marginOf(unitPrice: string, unitCost: string | null): Margin | null {
  const [price, cost] = [
    parseDecimal(unitPrice, UNIT_PRICE_SCALE),
    parseDecimal(unitCost ?? "", UNIT_PRICE_SCALE),
  ];
  if (!price.ok || !cost.ok) return null;
  const amount = price.value - cost.value;
  return {
    amount: formatDecimal(amount, UNIT_PRICE_SCALE, 2),
    percent:
      price.value <= 0n
        ? null
        : formatDecimal(roundHalfAwayFromZero({ numerator: amount * 1000n, denominator: price.value }), 1, 1),
  };
}
