import type { ReviewItem } from "@/lib/queries/billing-review";

/** What posting needs to know of an item, and what a person is told before: nothing of it but id and hash is sent. */
export type PostableItem = Pick<
  ReviewItem,
  "id" | "contentHash" | "amount" | "currency" | "invoiceOn" | "isDue"
>;

export function postableItem(item: ReviewItem): PostableItem {
  const { id, contentHash, amount, currency, invoiceOn, isDue } = item;
  return { id, contentHash, amount, currency, invoiceOn, isDue };
}

/** The same item before and after a change of its units or price, which gives it a new id. */
export function itemKey(item: Pick<ReviewItem, "lineId" | "periodStartOn" | "kind" | "effectiveOn">): string {
  return `${item.lineId} ${item.periodStartOn} ${item.kind} ${item.effectiveOn}`;
}

export type MonthOfItems = { month: string; items: PostableItem[] };

/** Items by the month in which they become due, "2026-07" first. */
export function byDueMonth(items: readonly PostableItem[]): MonthOfItems[] {
  const months = new Map<string, PostableItem[]>();
  for (const item of items) {
    const month = item.invoiceOn.slice(0, "YYYY-MM".length);
    months.set(month, [...(months.get(month) ?? []), item]);
  }
  return [...months]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, chosen]) => ({ month, items: chosen }));
}
