import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { syncRun } from "@/db/schema/sync-run";
import type { CommandContext } from "../context";

/**
 * Notes runs under way as failed, because nobody will finish them. A scheduled one is taken up again on its date where
 * the tick asks for it; lines it recorded keep what was recorded.
 */
export async function endRunningRuns(
  db: Db,
  ctx: CommandContext,
  error: { code: string; message: string },
): Promise<void> {
  await db
    .update(syncRun)
    .set({
      status: "failed",
      finishedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
      summary: sql`${syncRun.summary} || ${JSON.stringify({ error })}::jsonb`,
    })
    .where(and(eq(syncRun.tenantId, ctx.scope.tenantId), eq(syncRun.status, "running")));
}
