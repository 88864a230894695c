import { amountMinor, formatAmount } from "@/lib/domain/billing/money";

export type CurrencySum = { currency: string; amount: string; items: number };

/** Exact sums of amounts in major units, one for each currency: currencies are never added together. */
export function sumByCurrency(rows: readonly { amount: string; currency: string }[]): CurrencySum[] {
  const sums = new Map<string, { minor: bigint; items: number }>();
  for (const { amount, currency } of rows) {
    const sum = sums.get(currency) ?? { minor: 0n, items: 0 };
    sums.set(currency, { minor: sum.minor + amountMinor(amount, currency), items: sum.items + 1 });
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, { minor, items }]) => ({ currency, amount: formatAmount(minor, currency), items }));
}
