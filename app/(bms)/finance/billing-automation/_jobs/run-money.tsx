import { Money } from "@/app/_components/money";
import type { JobRunFigures } from "@/lib/queries/billing-jobs";

/** Sums by currency side by side: "$107.00 + £12.00"; a dash for none. */
export function RunMoney({ money }: { money: JobRunFigures["posted"] }) {
  const sums = Object.entries(money);
  if (sums.length === 0) return "–";
  return sums.map(([currency, amount], index) => (
    <span key={currency}>
      {index > 0 && " + "}
      <Money amount={amount} currency={currency} />
    </span>
  ));
}
