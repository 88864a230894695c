import { and, notInArray } from "drizzle-orm";
import { type BillingSettings, billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import { billingItem } from "@/db/schema/billing";
import type { JobRunMoney, JobScope } from "@/db/schema/billing-job";
import { authorize } from "@/lib/auth/policy";
import { addMinor, moneyByCurrency } from "@/lib/domain/billing/money-by-currency";
import type { CommandContext } from "../context";
import { billOrPark, inChunks } from "../parking/bill-or-park";
import { type PassedOver, parkedAmong } from "../parking/park-account";
import { runInline, type StepRunner } from "../sync-runs/step-runner";
import { accountsWithDueItems, type Due, isDueItemOf, staleLines, sumsOf } from "./due-items";
import { lockAccounts, lookUpByIndex } from "./lock-accounts";
import { type PostedSums, postChosen } from "./post-chosen";

export type PostRunInput = {
  /** Items due on or before this day are posted, however old ("YYYY-MM-DD"). */
  throughOn: string;
  scope: JobScope;
  /** Lines not counted for more than these days are passed over; null: the age of a count does not matter. */
  staleAfterDays: number | null;
  /** Says what would be posted, and writes nothing. */
  isDryRun: boolean;
  /** Accounts of one transaction: 500 at most, and unless told. */
  accountsPerChunk?: number;
};

export type PostRunResult = { postedItems: number; posted: JobRunMoney; passedOver: PassedOver[] };

type Chunk = PostedSums & { passedOver: PassedOver[] };
type Posting = Pick<PostRunInput, "staleAfterDays" | "isDryRun"> & { due: Due };

/**
 * Posts every unposted item that is due, by chunks of accounts: parked accounts and stale lines are passed over, an account
 * that fails is parked, all others are posted (design.md 8, Runs). What is posted leaves review, so a run that was broken
 * off is simply run again.
 * @throws CommandRefused "not-allowed".
 */
export async function postRun(
  ctx: CommandContext,
  { throughOn, scope, staleAfterDays, isDryRun, accountsPerChunk }: PostRunInput,
  step: StepRunner = runInline,
): Promise<PostRunResult> {
  authorize(ctx, "billing.post");
  const { accountIds, postsZeroItems } = await step("post-accounts", () =>
    withTenant(ctx.scope, async (db) => {
      const { postsZeroItems }: BillingSettings = await billingSettingsOf(db, ctx.scope);
      const accountIds = await accountsWithDueItems(db, ctx, { throughOn, scope, postsZeroItems });
      return { accountIds, postsZeroItems };
    }),
  );
  const posting = { staleAfterDays, isDryRun, due: { throughOn, scope, postsZeroItems } };
  const chunks = await inChunks(ctx, { accountIds, accountsPerChunk, step, stepName: "post" }, (chunk) =>
    postOrPark(ctx, posting, chunk),
  );
  return {
    postedItems: chunks.reduce((sum, chunk) => sum + chunk.items, 0),
    posted: moneyByCurrency(chunks.map((chunk) => chunk.minor)),
    passedOver: chunks.flatMap((chunk) => chunk.passedOver),
  };
}

async function postOrPark(
  ctx: CommandContext,
  posting: Posting,
  accountIds: readonly string[],
): Promise<Chunk> {
  const { outcomes, parked } = await billOrPark(ctx, accountIds, (ids) => postAccounts(ctx, posting, ids));
  return {
    items: outcomes.reduce((sum, one) => sum + one.items, 0),
    minor: addMinor(outcomes.map((one) => one.minor)),
    passedOver: [...outcomes.flatMap((one) => one.passedOver), ...parked],
  };
}

async function postAccounts(
  ctx: CommandContext,
  { due, staleAfterDays, isDryRun }: Posting,
  accountIds: readonly string[],
): Promise<Chunk> {
  return withTenant(ctx.scope, async (db) => {
    await lookUpByIndex(db);
    await lockAccounts(db, ctx, accountIds);
    const parked = await parkedAmong(db, ctx.scope, accountIds);
    const isParked = new Set(parked.map((one) => one.accountId));
    const billed = accountIds.filter((id) => !isParked.has(id));
    if (billed.length === 0) return { items: 0, minor: {}, passedOver: parked };
    const stale = await staleLines(db, ctx, due, { accountIds: billed, afterDays: staleAfterDays });
    const staleIds = stale.map((one) => one.lineId);
    const chosen = and(
      isDueItemOf(ctx, due, billed),
      staleIds.length > 0 ? notInArray(billingItem.lineId, staleIds) : undefined,
    )!;
    const sums = isDryRun ? await sumsOf(db, chosen) : await postChosen(db, ctx, chosen);
    return { ...sums, passedOver: [...parked, ...stale] };
  });
}
