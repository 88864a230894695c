import { formatAmount } from "./money";

/** Sums of minor units by currency (numeric text), added up. */
export function addMinor(sums: readonly Record<string, string>[]): Record<string, string> {
  const totals: Record<string, string> = {};
  for (const [currency, minor] of sums.flatMap((sum) => Object.entries(sum))) {
    totals[currency] = `${BigInt(totals[currency] ?? "0") + BigInt(minor)}`;
  }
  return totals;
}

/** Sums of minor units by currency, added up as decimal text in major units, the currencies in their order. */
export function moneyByCurrency(sums: readonly Record<string, string>[]): Record<string, string> {
  const totals = Object.entries(addMinor(sums)).sort(([a], [b]) => a.localeCompare(b, "en"));
  return Object.fromEntries(
    totals.map(([currency, minor]) => [currency, formatAmount(BigInt(minor), currency)]),
  );
}
