import { eq, inArray, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { fingerprint, HASH_SUMS, matchingItems, type ReviewMatch } from "@/db/review-items";
import { account } from "@/db/schema/account";
import { billingItem } from "@/db/schema/billing";
import { accountPark } from "@/db/schema/billing-job";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount } from "@/lib/domain/billing/money";
import { type StaleItems, staleItems } from "./stale-items";

export type MonthTotal = {
  /** "2026-07": when the items become due. */
  month: string;
  currency: string;
  items: number;
  amount: string;
  /** How many of them are not due yet, and over how much. */
  earlyItems: number;
  earlyAmount: string;
};

/** What a person is told of all items that match, and approves: amounts are major units as decimal text. */
export type ReviewDigest = {
  items: number;
  totals: { currency: string; items: number; amount: string }[];
  months: MonthTotal[];
  /** Fingerprint of the content of all of them. */
  hash: string;
  /** Accounts that are parked, by name: nothing of them is posted. */
  parked: string[];
  stale: StaleItems;
};

/** All items in review that match, summed up by currency and by the month in which they become due. */
export async function reviewDigest(scope: TenantScope, match: ReviewMatch): Promise<ReviewDigest> {
  return withTenant(scope, async (db) => {
    const where = await matchingItems(db, scope, match);
    const month = sql<string>`to_char(${billingItem.invoiceOn}, 'YYYY-MM')`;
    const isEarly = sql`${billingItem.invoiceOn} > ${match.businessOn}::date`;
    const rows = await db
      .select({
        month,
        currency: billingItem.currency,
        items: sql<number>`count(*)::int`,
        minor: sql<string>`sum(${billingItem.amountMinor})::text`,
        earlyItems: sql<number>`(count(*) FILTER (WHERE ${isEarly}))::int`,
        earlyMinor: sql<string>`coalesce(sum(${billingItem.amountMinor}) FILTER (WHERE ${isEarly}), 0)::text`,
        ...HASH_SUMS,
      })
      .from(billingItem)
      .where(where)
      .groupBy(month, billingItem.currency)
      .orderBy(month, billingItem.currency);
    const parkedIds = db
      .select({ accountId: accountPark.accountId })
      .from(accountPark)
      .where(sql`${eq(accountPark.tenantId, scope.tenantId)} AND ${accountPark.releasedAt} IS NULL`);
    const withItems = db.select({ id: billingItem.accountId }).from(billingItem).where(where);
    const parked = await db
      .select({ name: account.name })
      .from(account)
      .where(
        sql`${eq(account.tenantId, scope.tenantId)} AND ${inArray(account.id, parkedIds)} AND ${inArray(account.id, withItems)}`,
      )
      .orderBy(account.name);
    const sums = {
      items: rows.reduce((sum, row) => sum + row.items, 0),
      high: rows.reduce((sum, row) => sum + BigInt(row.high), 0n),
      low: rows.reduce((sum, row) => sum + BigInt(row.low), 0n),
    };
    return {
      items: sums.items,
      totals: totalsOf(rows),
      months: rows.map(({ minor, earlyMinor, high: _high, low: _low, ...row }) => ({
        ...row,
        amount: formatAmount(BigInt(minor), row.currency),
        earlyAmount: formatAmount(BigInt(earlyMinor), row.currency),
      })),
      hash: await fingerprint(sums),
      parked: parked.map(({ name }) => name),
      stale: await staleItems(db, scope, where, match.businessOn),
    };
  });
}

function totalsOf(rows: readonly { currency: string; items: number; minor: string }[]) {
  const totals = new Map<string, { items: number; minor: bigint }>();
  for (const { currency, items, minor } of rows) {
    const total = totals.get(currency) ?? { items: 0, minor: 0n };
    totals.set(currency, { items: total.items + items, minor: total.minor + BigInt(minor) });
  }
  return [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, { items, minor }]) => ({ currency, items, amount: formatAmount(minor, currency) }));
}
