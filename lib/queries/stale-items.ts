import { type SQL, sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { billingSettingsOf } from "@/db/billing-settings-of";
import type { Db } from "@/db/database";
import { lastCount } from "@/db/last-count";
import { billingItem } from "@/db/schema/billing";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount } from "@/lib/domain/billing/money";

/** Items of lines whose count is too old for a billing job: only a person posts them. */
export type StaleItems = {
  items: number;
  lines: number;
  /** What they come to: major units as decimal text, by currency. */
  totals: { currency: string; amount: string }[];
  /** Whole days a count may be old. */
  staleAfterDays: number;
};

type Row = { currency: string; items: number; lines: number; minor: string };

/** Which of the items that `where` chooses among `billing_item` stand on stale lines, as of `on`. */
export async function staleItems(db: Db, scope: TenantScope, where: SQL, on: string): Promise<StaleItems> {
  const { staleAfterDays } = await billingSettingsOf(db, scope);
  const result: unknown = await db.execute(sql`
    WITH matching AS MATERIALIZED (
      SELECT line_id, currency, count(*)::int AS items, sum(amount_minor) AS minor
        FROM ${billingItem} WHERE ${where} GROUP BY line_id, currency)
    SELECT matching.currency, sum(matching.items)::int AS items, count(*)::int AS lines, sum(matching.minor)::text AS minor
      FROM matching
      JOIN ${lastCount(sql`${scope.tenantId}::uuid`, sql`matching.line_id`)} AS age ON age.since_on < ${oldestCountOn(on, staleAfterDays)}::date
     GROUP BY matching.currency ORDER BY matching.currency`);
  const rows = (Array.isArray(result) ? result : (result as { rows: unknown[] }).rows) as Row[];
  return {
    items: rows.reduce((sum, { items }) => sum + items, 0),
    lines: rows.reduce((sum, { lines }) => sum + lines, 0),
    totals: rows.map(({ currency, minor }) => ({ currency, amount: formatAmount(BigInt(minor), currency) })),
    staleAfterDays,
  };
}

/** Whether the line of a `billing_item` is stale as of `on`, for its row. */
export function isOnStaleLine(on: string, staleAfterDays: number): SQL<boolean> {
  return sql`EXISTS (
    SELECT FROM ${lastCount(sql`${billingItem.tenantId}`, sql`${billingItem.lineId}`)} AS age
     WHERE age.since_on < ${oldestCountOn(on, staleAfterDays)}::date)`;
}

/** The first date a count may be of on `on`: the line of an older one is stale. */
function oldestCountOn(on: string, staleAfterDays: number): string {
  return Temporal.PlainDate.from(on).subtract({ days: staleAfterDays }).toString();
}
