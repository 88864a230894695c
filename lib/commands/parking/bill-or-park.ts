import { and, DrizzleQueryError, eq } from "drizzle-orm";
import { isRehearsed, withTenant } from "@/db/client";
import { DatabaseUnavailable } from "@/db/database";
import { account } from "@/db/schema/account";
import { BillingFault } from "@/lib/domain/billing/billing-fault";
import type { CommandContext } from "../context";
import { inParallel } from "../in-parallel";
import { CommandRefused } from "../refusal";
import type { StepRunner } from "../sync-runs/step-runner";
import { type PassedOver, parkAccount } from "./park-account";

/** Most accounts of one transaction of a run (design.md 8, Runs). */
const ACCOUNTS_PER_CHUNK = 500;

/** Chunks that are billed at the same time: while the database writes one, another is read and put together. */
const CHUNKS_AT_ONCE = 2;

/**
 * Chunks of one step: what an engine remembers as done, and repeats where it was broken off. Whole rounds of them, or one would
 * be billed alone at the end of each step.
 */
const CHUNKS_PER_STEP = 2 * CHUNKS_AT_ONCE;

export type ChunkedRun = {
  accountIds: readonly string[];
  /** Accounts of one transaction: 500 at most, and unless told. */
  accountsPerChunk?: number;
  step: StepRunner;
  /** Steps are "post-1", "post-2" and so on. */
  stepName: string;
};

/**
 * Goes through the accounts of a run by chunks of one transaction each, some of them at the same time: no two have an account in
 * common. A rehearsal is one transaction, so it goes through them one after the other. Answers in the order of the chunks.
 */
export async function inChunks<Outcome>(
  ctx: CommandContext,
  { accountIds, accountsPerChunk, step, stepName }: ChunkedRun,
  bill: (accountIds: readonly string[]) => Promise<Outcome>,
): Promise<Outcome[]> {
  const chunks = slices(accountIds, accountsPerChunk ?? ACCOUNTS_PER_CHUNK);
  const atOnce = isRehearsed(ctx.scope) ? 1 : CHUNKS_AT_ONCE;
  const outcomes: Outcome[] = [];
  for (const [index, together] of slices(chunks, CHUNKS_PER_STEP).entries()) {
    const done = await step(`${stepName}-${index + 1}`, () => inParallel(together, atOnce, bill));
    outcomes.push(...done);
  }
  return outcomes;
}

function slices<Item>(items: readonly Item[], most: number): Item[][] {
  const starts = Array.from({ length: Math.ceil(items.length / most) }, (_, index) => index * most);
  return starts.map((start) => items.slice(start, start + most));
}

/**
 * Bills a chunk of accounts in one transaction of `bill`'s own. Where that fails, each half is tried by itself, until the
 * account that cannot be billed is alone: it is parked with the reason, and all others are billed (design.md 8, Runs).
 */
export async function billOrPark<Outcome>(
  ctx: CommandContext,
  accountIds: readonly string[],
  bill: (accountIds: readonly string[]) => Promise<Outcome>,
): Promise<{ outcomes: Outcome[]; parked: PassedOver[] }> {
  try {
    return { outcomes: [await bill(accountIds)], parked: [] };
  } catch (error) {
    if (!isFaultOfAccount(error)) throw error;
    if (accountIds.length === 1) return { outcomes: [], parked: [await park(ctx, accountIds[0]!, error)] };
    const middle = Math.ceil(accountIds.length / 2);
    const first = await billOrPark(ctx, accountIds.slice(0, middle), bill);
    const second = await billOrPark(ctx, accountIds.slice(middle), bill);
    return { outcomes: [...first.outcomes, ...second.outcomes], parked: [...first.parked, ...second.parked] };
  }
}

/** SQLSTATE classes of what the data of an account can bring about: bad values, and keys that forbid them. */
const DATA_FAULT = /^(22|23|P0)/;

/** A refusal, or a database that is away or busy, is no reason to park anybody. */
function isFaultOfAccount(error: unknown): boolean {
  if (error instanceof CommandRefused || error instanceof DatabaseUnavailable) return false;
  if (!(error instanceof DrizzleQueryError))
    return error instanceof BillingFault || error instanceof RangeError;
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return typeof code === "string" && DATA_FAULT.test(code);
}

async function park(ctx: CommandContext, accountId: string, error: unknown): Promise<PassedOver> {
  const explanation = explain(error);
  const reason = error instanceof BillingFault ? "billing-fault" : "run-failed";
  return withTenant(ctx.scope, async (db) => {
    await parkAccount(db, ctx, { accountId, reason, explanation, lineId: null });
    const [own] = await db
      .select({ name: account.name })
      .from(account)
      .where(and(eq(account.tenantId, ctx.scope.tenantId), eq(account.id, accountId)));
    return { accountId, accountName: own?.name ?? "", lineId: null, reason: explanation };
  });
}

function explain(error: unknown): string {
  if (error instanceof BillingFault) return `It cannot be billed: ${error.reason}.`;
  const { constraint, code } = ((error as Error).cause ?? {}) as { constraint?: string; code?: string };
  const refused = constraint ?? code;
  return refused === undefined
    ? `It cannot be billed: ${(error as Error).message}.`
    : `It cannot be billed: the database refused what would be written (${refused}).`;
}
