import { Money } from "@/app/_components/money";

/** Sums side by side: "$96.33 + £12.00". */
export function CurrencySums({ sums }: { sums: readonly { currency: string; amount: string }[] }) {
  return sums.map(({ currency, amount }, index) => (
    <span key={currency}>
      {index > 0 && " + "}
      <Money amount={amount} currency={currency} isTotal />
    </span>
  ));
}
