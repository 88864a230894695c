import { and, asc, eq, gt, inArray, isNull } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { accountPark, conservationCheck } from "@/db/schema/billing-job";
import { authorize } from "@/lib/auth/policy";
import type { CommandContext } from "../context";
import { documentDifferences } from "./document-differences";
import { lineDifferences } from "./line-differences";
import { settleAccount } from "./settle-account";

export type ConservationCheckInput = {
  trigger: "nightly" | "before-run" | "on-demand";
  /** Left out: every account. */
  accountIds?: string[];
};

export type CheckedConservation = { accounts: number; lines: number; differences: number };

/** Accounts that are read at once. */
const CHUNK = 200;

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
  let after: string | null = null;
  for (;;) {
    const chunk = await readChunk(ctx, accountIds, after);
    checked.accounts += chunk.accountIds.length;
    checked.lines += chunk.lines;
    for (const accountId of chunk.suspects) checked.differences += await settleAccount(ctx, accountId);
    after = chunk.accountIds.at(-1) ?? null;
    if (chunk.accountIds.length < CHUNK) break;
  }
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

type Chunk = { accountIds: string[]; lines: number; suspects: Set<string> };

/** The next accounts by id, and those of them that seem to differ or were parked by an earlier check. */
async function readChunk(
  ctx: CommandContext,
  only: readonly string[] | undefined,
  after: string | null,
): Promise<Chunk> {
  const { tenantId } = ctx.scope;
  return withTenant(ctx.scope, async (db) => {
    const found = await db
      .select({ id: account.id })
      .from(account)
      .where(
        and(
          eq(account.tenantId, tenantId),
          after === null ? undefined : gt(account.id, after),
          only && inArray(account.id, [...only]),
        ),
      )
      .orderBy(asc(account.id))
      .limit(CHUNK);
    const accountIds = found.map(({ id }) => id);
    if (accountIds.length === 0) return { accountIds, lines: 0, suspects: new Set() };
    const { lines, differences } = await lineDifferences(db, ctx, accountIds);
    const documents = await documentDifferences(db, ctx.scope, accountIds);
    const parked = await db
      .select({ accountId: accountPark.accountId })
      .from(accountPark)
      .where(
        and(
          eq(accountPark.tenantId, tenantId),
          inArray(accountPark.accountId, accountIds),
          eq(accountPark.reason, "conservation"),
          isNull(accountPark.releasedAt),
        ),
      );
    const suspects = new Set([...differences, ...documents, ...parked].map(({ accountId }) => accountId));
    return { accountIds, lines, suspects };
  });
}
