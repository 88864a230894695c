import { sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import type { CommandContext } from "../context";

/** Holds accounts for the rest of the transaction, always in one order, so that two runs wait instead of deadlocking. */
export async function lockAccounts(db: Db, ctx: CommandContext, accountIds: Iterable<string>): Promise<void> {
  for (const accountId of [...new Set(accountIds)].sort()) {
    await db.execute(
      sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${ctx.scope.tenantId}/${accountId}`}, 0))`,
    );
  }
}
