import { and, desc, eq, isNull } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { accountPark } from "@/db/schema/billing-job";
import { recordAudit } from "../audit";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { parkAccount } from "../parking/park-account";
import { documentDifferences } from "./document-differences";
import { type Difference, lineDifferences } from "./line-differences";

/** Who released what no longer differs. */
const RELEASED_BY = "Conservation check";

/**
 * Looks at one account again while it is held, so that nothing is posted or saved meanwhile, then parks it with the first of
 * its differences, or releases it where all adds up again. What a person has released stays released until it differs in
 * another way. Answers how many differences there are.
 */
export async function settleAccount(ctx: CommandContext, accountId: string): Promise<number> {
  return withTenant(ctx.scope, async (db) => {
    await lockAccounts(db, ctx, [accountId]);
    const { differences } = await lineDifferences(db, ctx, [accountId]);
    differences.push(...(await documentDifferences(db, ctx.scope, [accountId])));
    const [last] = await parksOf(db, ctx, accountId).limit(1);
    const explanation = explanationOf(differences);
    const isParked = last !== undefined && last.releasedAt === null;
    if (last?.explanation === explanation && (isParked || last.releaseReason !== null))
      return differences.length;
    if (isParked)
      await release(db, ctx, last.id, explanation === null ? null : "Another difference was found.");
    if (explanation === null) {
      if (isParked) {
        const subject = { kind: "account", id: accountId };
        await recordAudit(db, ctx, {
          action: "account.released",
          subject,
          reason: "Everything adds up again.",
        });
      }
      return 0;
    }
    const { lineId } = differences[0]!;
    await parkAccount(db, ctx, { accountId, reason: "conservation", explanation, lineId });
    return differences.length;
  });
}

function parksOf(db: Db, ctx: CommandContext, accountId: string) {
  return db
    .select()
    .from(accountPark)
    .where(
      and(
        eq(accountPark.tenantId, ctx.scope.tenantId),
        eq(accountPark.accountId, accountId),
        eq(accountPark.reason, "conservation"),
      ),
    )
    .orderBy(desc(isNull(accountPark.releasedAt)), desc(accountPark.parkedAt), desc(accountPark.releasedAt));
}

/** The first difference, and how many more there are; null where there is none. */
function explanationOf(differences: readonly Difference[]): string | null {
  const [first, ...others] = differences;
  if (first === undefined) return null;
  if (others.length === 0) return first.sentence;
  return `${first.sentence} ${others.length} more ${others.length === 1 ? "difference" : "differences"} of this account.`;
}

async function release(db: Db, ctx: CommandContext, parkId: string, releaseReason: string | null) {
  await db
    .update(accountPark)
    .set({
      releasedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
      releasedBy: RELEASED_BY,
      releaseReason,
    })
    .where(and(eq(accountPark.tenantId, ctx.scope.tenantId), eq(accountPark.id, parkId)));
}
