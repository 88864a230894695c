import { Money } from "@/app/_components/money";
import type { CurrencySum } from "./sum-by-currency";

/** Sums side by side: "$96.33 + £12.00". */
export function CurrencySums({ sums }: { sums: readonly CurrencySum[] }) {
  return sums.map(({ currency, amount }, index) => (
    <span key={currency}>
      {index > 0 && " + "}
      <Money amount={amount} currency={currency} isTotal />
    </span>
  ));
}
