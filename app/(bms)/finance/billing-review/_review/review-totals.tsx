import { Money } from "@/app/_components/money";
import { NumberStat, NumberStats } from "@/app/_components/number-stat";
import { amountMinor, formatAmount } from "@/lib/domain/billing/money";
import type { ReviewTotal } from "@/lib/queries/billing-review";

const items = (number: number) => (number === 1 ? "1 item" : `${number} items`);

type ReviewTotalsProps = { totals: readonly ReviewTotal[]; mainCurrency: string };

/** What can be billed now and what comes later, the company's own currency first; of the rows that pass the filters. */
export function ReviewTotals({ totals, mainCurrency }: ReviewTotalsProps) {
  const isMain = (total: ReviewTotal) => Number(total.currency === mainCurrency);
  return [...totals]
    .sort((a, b) => isMain(b) - isMain(a))
    .map((total) => {
      const { currency } = total;
      const suffix = totals.length > 1 ? ` in ${currency}` : "";
      const later = amountMinor(total.amount, currency) - amountMinor(total.dueAmount, currency);
      return (
        <NumberStats key={currency}>
          <NumberStat
            label={`Due now${suffix}`}
            value={<Money amount={total.dueAmount} currency={currency} />}
            note={items(total.dueItems)}
          />
          <NumberStat
            label={`Not due yet${suffix}`}
            value={<Money amount={formatAmount(later, currency)} currency={currency} />}
            note={items(total.items - total.dueItems)}
          />
          <NumberStat
            label={`All in review${suffix}`}
            value={<Money amount={total.amount} currency={currency} />}
            note={items(total.items)}
          />
        </NumberStats>
      );
    });
}
