import { and, eq, ne, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { syncRun } from "@/db/schema/sync-run";
import type { CommandContext } from "../context";

type RunError = { code: string; message: string };

/**
 * Notes runs under way as failed, because nobody will finish them. A scheduled one is taken up again on its date where
 * the tick asks for it; lines it recorded keep what was recorded.
 */
export async function endRunningRuns(
  db: Db,
  ctx: CommandContext,
  error: RunError,
  where?: SQL,
): Promise<void> {
  await db
    .update(syncRun)
    .set({
      status: "failed",
      finishedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
      summary: sql`${syncRun.summary} || ${JSON.stringify({ error })}::jsonb`,
    })
    .where(and(eq(syncRun.tenantId, ctx.scope.tenantId), eq(syncRun.status, "running"), where));
}

/** A step takes a minute at most and an engine gives a run up within minutes: nobody is at work on a run so long silent. */
const SILENT_FOR_MS = 2 * 60 * 60_000;

const BROKEN_OFF = {
  code: "broken-off",
  message: "It was broken off: the app was away for longer than the run was tried again",
};

/**
 * Ends runs of which nothing was heard for hours, other than the one that begins now: an engine that gave a run up tells nobody,
 * and it would stand under way for ever. Times are of the machine's own clock; before a run's first sign, of the tenant's.
 */
export async function endDeadRuns(db: Db, ctx: CommandContext, beginning: string): Promise<void> {
  const heardAtMs = sql`greatest(
    (${syncRun.summary} #>> '{progress,beganAtMs}')::bigint,
    (${syncRun.summary} #>> '{progress,counting,sinceMs}')::bigint,
    (SELECT max((p.progress ->> 'touchedAtMs')::bigint) FROM asset_pass p
      WHERE p.tenant_id = ${syncRun.tenantId} AND p.run_id = ${syncRun.id}))`;
  const beganAtMs = sql`(extract(epoch FROM ${syncRun.startedAt}) * 1000)::bigint`;
  await endRunningRuns(
    db,
    ctx,
    BROKEN_OFF,
    and(
      ne(syncRun.id, beginning),
      sql`CASE WHEN ${heardAtMs} IS NULL THEN ${beganAtMs} < ${ctx.now().epochMilliseconds - SILENT_FOR_MS}
               ELSE ${heardAtMs} < ${Date.now() - SILENT_FOR_MS} END`,
    ),
  );
}
