import { and, asc, eq, inArray, lte, ne, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { lastCount } from "@/db/last-count";
import { billingItem } from "@/db/schema/billing";
import type { JobScope } from "@/db/schema/billing-job";
import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import type { PassedOver } from "../parking/park-account";
import type { PostedSums } from "./post-chosen";

/** Which items are due: on or before a day ("YYYY-MM-DD"), however old, in a scope; those of 0.00 only by setting. */
export type Due = { throughOn: string; scope: JobScope; postsZeroItems: boolean };

export function isDueItem(ctx: CommandContext, { throughOn, scope, postsZeroItems }: Due): SQL {
  return and(
    eq(billingItem.tenantId, ctx.scope.tenantId),
    lte(billingItem.invoiceOn, throughOn),
    postsZeroItems ? undefined : ne(billingItem.amountMinor, 0n),
    scope.accountIds.length > 0 ? inArray(billingItem.accountId, scope.accountIds) : undefined,
    scope.contractIds.length > 0 ? inArray(billingItem.contractId, scope.contractIds) : undefined,
    scope.kinds.length > 0 ? inArray(billingItem.kind, scope.kinds) : undefined,
  )!;
}

/** The same of some accounts, found by their lines: as many accounts again take as long again, however many are due in all. */
export function isDueItemOf(ctx: CommandContext, due: Due, accountIds: readonly string[]): SQL {
  return and(
    isDueItem(ctx, due),
    sql`${billingItem.lineId} = ANY (ARRAY(
      SELECT l.id FROM contract c JOIN contract_line l ON l.tenant_id = c.tenant_id AND l.contract_id = c.id
       WHERE c.tenant_id = ${ctx.scope.tenantId}::uuid AND c.account_id IN (
         SELECT id::uuid FROM json_array_elements_text(${JSON.stringify(accountIds)}::json) AS k(id))))`,
  )!;
}

/** The accounts that have due items, in the order of their ids. */
export async function accountsWithDueItems(db: Db, ctx: CommandContext, due: Due): Promise<string[]> {
  const rows = await db
    .selectDistinct({ accountId: billingItem.accountId })
    .from(billingItem)
    .where(isDueItem(ctx, due))
    .orderBy(asc(billingItem.accountId));
  return rows.map((row) => row.accountId);
}

/** What chosen items come to. */
export async function sumsOf(db: Db, chosen: SQL): Promise<PostedSums> {
  const rows = await db
    .select({
      currency: billingItem.currency,
      items: sql<number>`count(*)::int`,
      minor: sql<string>`sum(${billingItem.amountMinor})::text`,
    })
    .from(billingItem)
    .where(chosen)
    .groupBy(billingItem.currency);
  return {
    items: rows.reduce((sum, row) => sum + row.items, 0),
    minor: Object.fromEntries(rows.map((row) => [row.currency, row.minor])),
  };
}

type StaleLine = PassedOver & { lineId: string };

/**
 * Lines of these accounts that have due items but were last counted more than so many days ago (design.md 8, Jobs); a held
 * count is a count. Lines that count nothing are never stale.
 */
export async function staleLines(
  db: Db,
  ctx: CommandContext,
  due: Due,
  { accountIds, afterDays }: { accountIds: readonly string[]; afterDays: number | null },
): Promise<StaleLine[]> {
  if (afterDays === null || accountIds.length === 0) return [];
  const oldestOn = businessDate(ctx.now(), ctx.tenant.timeZone).subtract({ days: afterDays });
  const result: unknown = await db.execute(sql`
    WITH due AS MATERIALIZED (
      SELECT DISTINCT account_id, line_id FROM ${billingItem} WHERE ${isDueItemOf(ctx, due, accountIds)}),
    counted AS MATERIALIZED (
      SELECT due.*, age.since_on AS counted_on
        FROM due JOIN ${lastCount(sql`${ctx.scope.tenantId}::uuid`, sql`due.line_id`)} AS age ON true)
    SELECT counted.account_id::text AS "accountId", a.name AS "accountName", counted.line_id::text AS "lineId",
           l.name AS "lineName", counted.counted_on::text AS "countedOn"
      FROM counted
      JOIN account a ON a.tenant_id = ${ctx.scope.tenantId}::uuid AND a.id = counted.account_id
      JOIN contract_line l ON l.tenant_id = a.tenant_id AND l.id = counted.line_id
     WHERE counted.counted_on < ${oldestOn.toString()}::date
     ORDER BY a.name, l.name, l.id`);
  const { rows } = result as {
    rows: (Omit<StaleLine, "reason"> & { lineName: string; countedOn: string })[];
  };
  return rows.map(({ lineName, countedOn, ...row }) => ({
    ...row,
    reason: `${lineName} was last counted on ${countedOn}: its units may be out of date.`,
  }));
}
