import { formatAmount } from "./money";

/** Sums of minor units by currency (numeric text), added up as decimal text in major units, currencies in their order. */
export function moneyByCurrency(sums: readonly Record<string, string>[]): Record<string, string> {
  const totals = new Map<string, bigint>();
  for (const [currency, minor] of sums.flatMap((sum) => Object.entries(sum))) {
    totals.set(currency, (totals.get(currency) ?? 0n) + BigInt(minor));
  }
  return Object.fromEntries(
    [...totals]
      .sort(([a], [b]) => a.localeCompare(b, "en"))
      .map(([currency, minor]) => [currency, formatAmount(minor, currency)]),
  );
}
