import { withTenant } from "@/db/client";
import type { CommandContext } from "../context";
import { lockAccounts } from "./lock-accounts";
import { projectLines } from "./project-lines";

/** Lines of one transaction: their accounts are held no longer than that. */
const LINES_AT_ONCE = 200;

/**
 * Projects many lines anew, a chunk at a time; in the order of their accounts, few of those are held at once. A line that cannot
 * be billed keeps what it has in review; it is told of where it is posted, not here.
 */
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
      await projectLines(
        db,
        ctx,
        chunk.map(({ id }) => id),
      );
    });
  }
}
