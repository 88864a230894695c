import { and, asc, eq, gt, inArray, lte, type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { billingItem } from "@/db/schema/billing";
import type { JobRunMoney, JobScope } from "@/db/schema/billing-job";
import { contractLine, lineTerms } from "@/db/schema/contract";
import { reading } from "@/db/schema/counting";
import { authorize } from "@/lib/auth/policy";
import { moneyByCurrency } from "@/lib/domain/billing/money-by-currency";
import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import { ACCOUNTS_PER_CHUNK, billOrPark } from "../parking/bill-or-park";
import { type PassedOver, parkedAmong } from "../parking/park-account";
import { runInline, type StepRunner } from "../sync-runs/step-runner";
import { lockAccounts } from "./lock-accounts";
import { postStored } from "./post-items";

export type PostRunInput = {
  /** Items due on or before this day are posted, however old ("YYYY-MM-DD"). */
  throughOn: string;
  scope: JobScope;
  /** Lines not counted for more than these days are passed over; null: the age of a count does not matter. */
  staleAfterDays: number | null;
  /** Says what would be posted, and writes nothing. */
  isDryRun: boolean;
};

export type PostRunResult = { postedItems: number; posted: JobRunMoney; passedOver: PassedOver[] };

type Sums = { items: number; minor: Record<string, string> };
type Chunk = Sums & { lastAccountId: string; passedOver: PassedOver[] };

/**
 * Posts every unposted item that is due, by chunks of accounts: parked accounts and stale lines are passed over, an account
 * that fails is parked, all others are posted (design.md 8, Runs). What is posted leaves review, so a run that was broken
 * off is simply run again.
 * @throws CommandRefused "not-allowed".
 */
export async function postRun(
  ctx: CommandContext,
  input: PostRunInput,
  step: StepRunner = runInline,
): Promise<PostRunResult> {
  authorize(ctx, "billing.post");
  const chunks: Chunk[] = [];
  for (let after = ""; ; ) {
    const chunk = await step(`post-after-${after || "start"}`, () => postChunk(ctx, input, after));
    if (chunk === null) break;
    chunks.push(chunk);
    after = chunk.lastAccountId;
  }
  return {
    postedItems: chunks.reduce((sum, chunk) => sum + chunk.items, 0),
    posted: moneyByCurrency(chunks.map((chunk) => chunk.minor)),
    passedOver: chunks.flatMap((chunk) => chunk.passedOver),
  };
}

async function postChunk(ctx: CommandContext, input: PostRunInput, after: string): Promise<Chunk | null> {
  const { accountIds, passedOver } = await withTenant(ctx.scope, async (db) => {
    const accountIds = await accountsWithDueItems(db, ctx, input, after);
    const parked = await parkedAmong(db, ctx.scope, accountIds);
    return { accountIds, passedOver: [...parked, ...(await staleLines(db, ctx, input, accountIds))] };
  });
  if (accountIds.length === 0) return null;
  const { outcomes, parked } = await billOrPark(ctx, accountIds, (ids) => postAccounts(ctx, input, ids));
  return {
    lastAccountId: accountIds.at(-1)!,
    items: outcomes.reduce((sum, one) => sum + one.items, 0),
    minor: addUp(outcomes.map((one) => one.minor)),
    passedOver: [...passedOver, ...parked],
  };
}

function addUp(sums: readonly Record<string, string>[]): Record<string, string> {
  const total: Record<string, string> = {};
  for (const [currency, minor] of sums.flatMap((sum) => Object.entries(sum))) {
    total[currency] = `${BigInt(total[currency] ?? "0") + BigInt(minor)}`;
  }
  return total;
}

async function postAccounts(
  ctx: CommandContext,
  input: PostRunInput,
  accountIds: readonly string[],
): Promise<Sums> {
  return withTenant(ctx.scope, async (db) => {
    await lockAccounts(db, ctx, accountIds);
    const parked = new Set((await parkedAmong(db, ctx.scope, accountIds)).map((one) => one.accountId));
    const billed = accountIds.filter((id) => !parked.has(id));
    if (billed.length === 0) return { items: 0, minor: {} };
    const stale = (await staleLines(db, ctx, input, billed)).map((one) => one.lineId);
    const items = (
      await db
        .select()
        .from(billingItem)
        .where(and(due(ctx, input), inArray(billingItem.accountId, billed)))
        .orderBy(asc(billingItem.effectiveOn), asc(billingItem.id))
        .for("update")
    ).filter((item) => !stale.includes(item.lineId));
    if (!input.isDryRun) await postStored(db, ctx, items);
    return {
      items: items.length,
      minor: addUp(items.map(({ currency, amountMinor }) => ({ [currency]: `${amountMinor}` }))),
    };
  });
}

function due(ctx: CommandContext, { throughOn, scope }: PostRunInput): SQL {
  return and(
    eq(billingItem.tenantId, ctx.scope.tenantId),
    lte(billingItem.invoiceOn, throughOn),
    scope.accountIds.length > 0 ? inArray(billingItem.accountId, scope.accountIds) : undefined,
    scope.contractIds.length > 0 ? inArray(billingItem.contractId, scope.contractIds) : undefined,
    scope.kinds.length > 0 ? inArray(billingItem.kind, scope.kinds) : undefined,
  )!;
}

async function accountsWithDueItems(
  db: Db,
  ctx: CommandContext,
  input: PostRunInput,
  after: string,
): Promise<string[]> {
  const rows = await db
    .selectDistinct({ accountId: billingItem.accountId })
    .from(billingItem)
    .where(and(due(ctx, input), after === "" ? undefined : gt(billingItem.accountId, after)))
    .orderBy(asc(billingItem.accountId))
    .limit(ACCOUNTS_PER_CHUNK);
  return rows.map((row) => row.accountId);
}

/** Lines of these accounts that have due items but were last counted too long ago. */
async function staleLines(
  db: Db,
  ctx: CommandContext,
  input: PostRunInput,
  accountIds: readonly string[],
): Promise<PassedOver[]> {
  if (input.staleAfterDays === null || accountIds.length === 0) return [];
  const oldestOn = businessDate(ctx.now(), ctx.tenant.timeZone).subtract({ days: input.staleAfterDays });
  const countedOn = sql<string>`coalesce(
    (SELECT max(${reading.businessOn}) FROM ${reading} WHERE ${reading.tenantId} = ${lineTerms.tenantId}
        AND ${reading.lineId} = ${lineTerms.lineId} AND ${reading.state} IN ('counted', 'empty', 'held')),
    ${lineTerms.effectiveOn})`;
  const rows = await db
    .selectDistinct({
      accountId: billingItem.accountId,
      accountName: account.name,
      lineId: billingItem.lineId,
      lineName: contractLine.name,
      countedOn: sql<string>`${countedOn}::text`,
    })
    .from(billingItem)
    .innerJoin(
      lineTerms,
      and(eq(lineTerms.tenantId, billingItem.tenantId), eq(lineTerms.lineId, billingItem.lineId)),
    )
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, billingItem.tenantId), eq(contractLine.id, billingItem.lineId)),
    )
    .innerJoin(
      account,
      and(eq(account.tenantId, billingItem.tenantId), eq(account.id, billingItem.accountId)),
    )
    .where(
      and(
        due(ctx, input),
        inArray(billingItem.accountId, [...accountIds]),
        eq(lineTerms.billBy, "flexible-assets"),
        sql`NOT EXISTS (SELECT FROM line_terms newer WHERE newer.tenant_id = ${lineTerms.tenantId}
              AND newer.line_id = ${lineTerms.lineId} AND newer.terms_version > ${lineTerms.termsVersion})`,
        sql`${countedOn} < ${oldestOn.toString()}::date`,
      ),
    );
  return rows.map(({ lineName, countedOn, ...row }) => ({
    ...row,
    reason: `${lineName} was last counted on ${countedOn}: its units may be out of date.`,
  }));
}
