import { sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import type { CommandContext } from "../context";

/** Holds accounts for the rest of the transaction, always in one order, so that two runs wait instead of deadlocking. */
export async function lockAccounts(db: Db, ctx: CommandContext, accountIds: Iterable<string>): Promise<void> {
  const keys = [...new Set(accountIds)].sort().map((accountId) => `${ctx.scope.tenantId}/${accountId}`);
  if (keys.length === 0) return;
  // A locking row by row follows the order of the ordinals: the limit keeps them sorted below the lock.
  await db.execute(sql`
    SELECT pg_advisory_xact_lock(hashtextextended(key, 0))
      FROM (SELECT key FROM json_array_elements_text(${JSON.stringify(keys)}::json) WITH ORDINALITY AS k(key, place)
             ORDER BY place OFFSET 0) AS ordered`);
}

/**
 * For a chunk of many more accounts: what belongs to it is looked up by index, which takes as long for a large tenant as for a
 * small one. Taken for slow, as on a turning disk, look-ups lose to reading all accounts, contracts and lines for each chunk.
 */
export async function lookUpByIndex(db: Db): Promise<void> {
  await db.execute(sql`SET LOCAL random_page_cost = 1.1`);
}
