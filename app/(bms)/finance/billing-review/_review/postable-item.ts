import type { ReviewItem } from "@/lib/queries/billing-review";
import type { StaleItems } from "@/lib/queries/stale-items";
import { sumByCurrency } from "../../billing/_charges/sum-by-currency";

/** What posting needs to know of an item, and what a person is told before: nothing of it but id and hash is sent. */
export type PostableItem = Pick<
  ReviewItem,
  "id" | "lineId" | "contentHash" | "amount" | "currency" | "invoiceOn" | "isDue" | "isStale"
> & {
  /** Identity that outlives a change. */
  key: string;
  /** "RK Fabrics: Microsoft 365, prorated, effective 2026-06-10" */
  label: string;
};

export function postableItem(item: ReviewItem): PostableItem {
  const { id, lineId, contentHash, amount, currency, invoiceOn, isDue, isStale } = item;
  const shown = { amount, currency, invoiceOn, isDue, isStale };
  return { id, lineId, contentHash, ...shown, key: itemKey(item), label: itemLabel(item) };
}

/** The same item before and after a change of its units or price, which gives it a new id. */
export function itemKey(item: Pick<ReviewItem, "lineId" | "periodStartOn" | "kind" | "effectiveOn">): string {
  return `${item.lineId} ${item.periodStartOn} ${item.kind} ${item.effectiveOn}`;
}

export function itemLabel(item: ReviewItem): string {
  const kind = item.kind === "regular" ? "regular" : "prorated";
  return `${item.accountName}: ${item.lineName}, ${kind}, effective ${item.effectiveOn}`;
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

/** Which of the items stand on stale lines, as the notice about them says it. */
export function staleOf(items: readonly PostableItem[], staleAfterDays: number): StaleItems {
  const stale = items.filter(({ isStale }) => isStale);
  return {
    items: stale.length,
    lines: new Set(stale.map(({ lineId }) => lineId)).size,
    totals: sumByCurrency(stale),
    staleAfterDays,
  };
}

export type ChangedItem = { seen: PostableItem; now: PostableItem | null };

/** Of what was seen, what is another thing now; `now` null: gone from what is listed. */
export function changedItems(
  seen: readonly PostableItem[],
  now: ReadonlyMap<string, PostableItem>,
): ChangedItem[] {
  return seen
    .map((item) => ({ seen: item, now: now.get(item.key) ?? null }))
    .filter(({ seen: before, now: after }) => before.contentHash !== after?.contentHash);
}
