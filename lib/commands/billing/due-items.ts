import { and, asc, eq, inArray, lte, ne, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { billingItem } from "@/db/schema/billing";
import type { JobScope } from "@/db/schema/billing-job";
import { contractLine } from "@/db/schema/contract";
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
  const counted = sql`LATERAL (
    SELECT t.bill_by, coalesce(
      (SELECT max(r.business_on) FROM reading r WHERE r.tenant_id = t.tenant_id AND r.line_id = t.line_id
          AND r.state IN ('counted', 'empty', 'held')), t.effective_on) AS counted_on
      FROM line_terms t WHERE t.tenant_id = ${contractLine.tenantId} AND t.line_id = ${contractLine.id}
     ORDER BY t.terms_version DESC LIMIT 1) AS counted`;
  const rows = await db
    .selectDistinct({
      accountId: billingItem.accountId,
      accountName: account.name,
      lineId: billingItem.lineId,
      lineName: contractLine.name,
      countedOn: sql<string>`counted.counted_on::text`,
    })
    .from(billingItem)
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, billingItem.tenantId), eq(contractLine.id, billingItem.lineId)),
    )
    .innerJoin(
      account,
      and(eq(account.tenantId, billingItem.tenantId), eq(account.id, billingItem.accountId)),
    )
    .innerJoin(counted, sql`counted.bill_by = 'flexible-assets'`)
    .where(
      and(
        isDueItem(ctx, due),
        inArray(billingItem.accountId, [...accountIds]),
        sql`counted.counted_on < ${oldestOn.toString()}::date`,
      ),
    )
    .orderBy(account.name, contractLine.name, billingItem.lineId);
  return rows.map(({ lineName, countedOn, ...row }) => ({
    ...row,
    reason: `${lineName} was last counted on ${countedOn}: its units may be out of date.`,
  }));
}
