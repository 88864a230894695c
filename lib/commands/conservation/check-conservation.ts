import { and, asc, eq, isNull } from "drizzle-orm";
import { among } from "@/db/among";
import { isRehearsed, withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { accountPark, conservationCheck } from "@/db/schema/billing-job";
import { authorize } from "@/lib/auth/policy";
import { lookUpByIndex } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { inParallel } from "../in-parallel";
import { documentDifferences } from "./document-differences";
import { lineDifferences } from "./line-differences";
import { settleAccount } from "./settle-account";

export type ConservationCheckInput = {
  trigger: "nightly" | "before-run" | "on-demand";
  /** Left out: every account. */
  accountIds?: string[];
};

export type CheckedConservation = { accounts: number; lines: number; differences: number };

/** Accounts of one transaction. */
const CHUNK = 200;
/** Such transactions side by side. */
const CHUNKS_AT_ONCE = 2;

/**
 * The independent check of everything that is billed (design.md 8, Conservation): parks each account that does not add up,
 * and no other, and releases those it parked that add up again. Accounts are read in chunks without holding them; only one
 * that seems to differ is held and looked at again. Each check leaves a row of its own.
 * @throws CommandRefused "not-allowed".
 */
export async function checkConservation(
  ctx: CommandContext,
  { trigger, accountIds }: ConservationCheckInput,
): Promise<CheckedConservation> {
  authorize(ctx, "billing.post");
  const startedAt = ctx.now();
  const checked: CheckedConservation = { accounts: 0, lines: 0, differences: 0 };
  // The database reads some accounts while this process computes others; a rehearsal has but one transaction.
  const atOnce = isRehearsed(ctx.scope) ? 1 : CHUNKS_AT_ONCE;
  await inParallel(await chunksOf(ctx, accountIds), atOnce, async (chunk) => {
    const { lines, suspects } = await readChunk(ctx, chunk);
    checked.accounts += chunk.length;
    checked.lines += lines;
    for (const accountId of suspects) {
      const differences = await settleAccount(ctx, accountId);
      checked.differences += differences;
    }
  });
  await withTenant(ctx.scope, (db) =>
    db.insert(conservationCheck).values({
      tenantId: ctx.scope.tenantId,
      trigger,
      startedAt: startedAt.toString({ smallestUnit: "millisecond" }),
      finishedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
      ...checked,
    }),
  );
  return checked;
}

/** The accounts by id, or those of them that are asked for. */
async function chunksOf(ctx: CommandContext, only: readonly string[] | undefined): Promise<string[][]> {
  const { tenantId } = ctx.scope;
  const found = await withTenant(ctx.scope, (db) =>
    db
      .select({ id: account.id })
      .from(account)
      .where(and(eq(account.tenantId, tenantId), only && among(account.id, only)))
      .orderBy(asc(account.id)),
  );
  const chunks: string[][] = [];
  for (let first = 0; first < found.length; first += CHUNK)
    chunks.push(found.slice(first, first + CHUNK).map(({ id }) => id));
  return chunks;
}

type Chunk = { lines: number; suspects: Set<string> };

/** How many lines accounts have, and which of them seem to differ or were parked by an earlier check. */
async function readChunk(ctx: CommandContext, accountIds: readonly string[]): Promise<Chunk> {
  return withTenant(ctx.scope, async (db) => {
    await lookUpByIndex(db);
    const { lines, differences } = await lineDifferences(db, ctx, accountIds);
    const documents = await documentDifferences(db, ctx.scope, accountIds);
    const parked = await db
      .select({ accountId: accountPark.accountId })
      .from(accountPark)
      .where(
        and(
          eq(accountPark.tenantId, ctx.scope.tenantId),
          among(accountPark.accountId, accountIds),
          eq(accountPark.reason, "conservation"),
          isNull(accountPark.releasedAt),
        ),
      );
    const suspects = new Set([...differences, ...documents, ...parked].map(({ accountId }) => accountId));
    return { lines, suspects };
  });
}
