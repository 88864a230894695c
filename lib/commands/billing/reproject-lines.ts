import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { BillingFault } from "@/lib/domain/billing/billing-fault";
import type { CommandContext } from "../context";
import { lockAccounts } from "./lock-accounts";
import { reprojectLine } from "./reproject-line";

/** Lines of one transaction: their accounts are held no longer than that. */
const LINES_AT_ONCE = 100;

/** Projects many lines anew, a chunk at a time; in the order of their accounts, few of those are held at once. */
export async function reprojectLines(
  ctx: CommandContext,
  lines: readonly { id: string; accountId: string }[],
): Promise<void> {
  for (let first = 0; first < lines.length; first += LINES_AT_ONCE) {
    const chunk = lines.slice(first, first + LINES_AT_ONCE);
    await withTenant(ctx.scope, async (db) => {
      await lockAccounts(
        db,
        ctx,
        chunk.map(({ accountId }) => accountId),
      );
      for (const { id } of chunk) await reprojectUnlessFaulty(db, ctx, id);
    });
  }
}

/** A line that cannot be billed keeps what it has in review; it is told of where it is posted, not here. */
async function reprojectUnlessFaulty(db: Db, ctx: CommandContext, lineId: string): Promise<void> {
  try {
    await reprojectLine(db, ctx, lineId);
  } catch (error) {
    if (!(error instanceof BillingFault)) throw error;
  }
}
