import { and, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { type SyncRunProgress, syncRun, syncRunLine } from "@/db/schema/sync-run";
import type { CommandContext } from "../context";
import type { LineToCount } from "./lines-to-count";

/** Notes what a run has before it: which types it reads, how many lines it counts. */
export async function noteTotals(
  ctx: CommandContext,
  runId: string,
  lines: readonly LineToCount[],
): Promise<void> {
  const typeIds = [...new Set(lines.map((line) => line.assetTypeId))];
  await withTenant(ctx.scope, (db) =>
    note(db, ctx, runId, { beganAtMs: Date.now(), lines: lines.length, typeIds, counting: null }),
  );
}

/** Notes that all is read and lines are being counted; of a run taken up again, how many it had counted before. */
export async function noteCountingBegun(ctx: CommandContext, runId: string): Promise<void> {
  await withTenant(ctx.scope, async (db) => {
    const [before] = await db
      .select({
        recorded: sql<number>`count(*)::int`,
        counted: sql<number>`(count(*) FILTER (WHERE ${syncRunLine.outcome} <> 'not-counted'))::int`,
      })
      .from(syncRunLine)
      .where(and(eq(syncRunLine.tenantId, ctx.scope.tenantId), eq(syncRunLine.runId, runId)));
    const { recorded, counted } = before!;
    await note(db, ctx, runId, {
      counting: { sinceMs: Date.now(), countedBefore: recorded === 0 ? null : counted },
    });
  });
}

/** Totals once, never each line: what a run costs must not grow by being watched. A run that has ended is left alone. */
async function note(db: Db, ctx: CommandContext, runId: string, progress: Partial<SyncRunProgress>) {
  await db
    .update(syncRun)
    .set({
      summary: sql`${syncRun.summary} || jsonb_build_object('progress',
        coalesce(${syncRun.summary} -> 'progress', '{}') || ${JSON.stringify(progress)}::jsonb)`,
    })
    .where(
      and(eq(syncRun.tenantId, ctx.scope.tenantId), eq(syncRun.id, runId), eq(syncRun.status, "running")),
    );
}
