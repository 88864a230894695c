import { and, asc, desc, eq, gt, inArray, lt, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { itGlueRequestTally } from "@/db/schema/it-glue";
import { assetPass, assetType, assetTypeMirror } from "@/db/schema/mirror";
import { type SyncRunProgress as Noted, syncRun, syncRunLine } from "@/db/schema/sync-run";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { type RunPace, type RunStage, secondsLeft } from "@/lib/domain/sync-runs/seconds-left";

/** How far a run under way has come. */
export type SyncRunProgress = {
  status: "running" | "completed" | "failed" | "missed";
  stage: RunStage;
  /** Type by type: `staged` assets of those expected; null where nobody knows how many there are. */
  types: { id: string; name: string | null; staged: number; expected: number | null; isDone: boolean }[];
  lines: { done: number; total: number };
  requests: {
    /** For pages of assets, by this run. */ ofRun: number /** By anybody, in five minutes. */;
    lately: number;
  };
  /** Whole seconds; null while nobody can tell. */
  secondsLeft: number | null;
};

const FIVE_MINUTES_MS = 5 * 60 * 1000;

/** Null where this tenant has no such run. Small statements, however large the run: it is asked for every other second. */
export async function syncRunProgress(
  scope: TenantScope,
  runId: string,
  nowMs: number = Date.now(),
): Promise<SyncRunProgress | null> {
  return withTenant(scope, async (db) => {
    const [run] = await db
      .select()
      .from(syncRun)
      .where(and(eq(syncRun.tenantId, scope.tenantId), eq(syncRun.id, runId)));
    if (!run) return null;
    const noted = run.summary.progress;
    const passes = await passesOf(db, scope, runId, noted?.beganAtMs ?? 0);
    const types = await typesOf(db, scope, noted?.typeIds ?? [], passes);
    const lines = await linesOf(db, scope, runId, noted);
    const stage: RunStage = noted?.counting ? "lines" : passes.length > 0 ? "assets" : "organizations";
    const pace: RunPace = {
      stage,
      nowMs,
      beganAtMs: noted?.beganAtMs ?? nowMs,
      lines,
      types,
      before: await before(db, scope, run),
    };
    return {
      status: run.status,
      stage,
      types: types.map(({ tookMs: _pace, ...type }) => type),
      lines: { done: lines.done, total: lines.total },
      requests: {
        ofRun: passes.reduce((sum, { requests }) => sum + requests, 0),
        lately: await requestsLately(db, scope, nowMs),
      },
      secondsLeft: run.status === "running" ? secondsLeft(pace) : 0,
    };
  });
}

type Pass = Awaited<ReturnType<typeof passesOf>>[number];

/** Passes of this try of the run, without those of a try before it. */
async function passesOf(db: Db, scope: TenantScope, runId: string, sinceMs: number) {
  return db
    .select({
      typeId: assetPass.assetTypeId,
      status: assetPass.status,
      requests: assetPass.requests,
      milliseconds: assetPass.milliseconds,
      assets: assetPass.assets,
      staged: sql<number>`coalesce((${assetPass.progress} ->> 'staged')::int, 0)`,
      mirrored: sql<number>`coalesce((${assetPass.progress} ->> 'mirrored')::int, 0)`,
      total: sql<number | null>`(${assetPass.progress} #>> '{read,totals,0}')::int`,
      isQuick: sql<boolean>`${assetPass.kind} = 'quick'`,
    })
    .from(assetPass)
    .where(
      and(
        eq(assetPass.tenantId, scope.tenantId),
        eq(assetPass.runId, runId),
        sql`(${assetPass.progress} ->> 'touchedAtMs')::bigint >= ${sinceMs}`,
      ),
    )
    .orderBy(asc(assetPass.position));
}

async function typesOf(db: Db, scope: TenantScope, typeIds: string[], passes: readonly Pass[]) {
  if (typeIds.length === 0) return [];
  const names = await db
    .selectDistinctOn([assetType.id], { id: assetType.id, name: assetType.name })
    .from(assetType)
    .where(and(eq(assetType.tenantId, scope.tenantId), inArray(assetType.id, typeIds)))
    .orderBy(assetType.id, sql`${assetType.missingSince} DESC NULLS FIRST`);
  const mirrors = await db
    .select({ id: assetTypeMirror.assetTypeId, assets: assetTypeMirror.assetCount })
    .from(assetTypeMirror)
    .where(and(eq(assetTypeMirror.tenantId, scope.tenantId), inArray(assetTypeMirror.assetTypeId, typeIds)));
  return typeIds.map((id) => {
    const own = passes.filter(({ typeId }) => typeId === id);
    const last = own.at(-1);
    const isDone = last?.status === "finished";
    const known = mirrors.find((mirror) => mirror.id === id)?.assets ?? null;
    return {
      id,
      name: names.find((type) => type.id === id)?.name ?? null,
      staged: last === undefined ? 0 : isDone ? last.assets : last.staged,
      // A quick pass reads newest changes only: how many there are shows when it has ended.
      expected: isDone ? last.assets : last?.isQuick ? null : (last?.total ?? known),
      tookMs: own.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      isDone,
    };
  });
}

async function linesOf(db: Db, scope: TenantScope, runId: string, noted: Noted | undefined) {
  const [found] = await db
    .select({
      recorded: sql<number>`count(*)::int`,
      counted: sql<number>`(count(*) FILTER (WHERE ${syncRunLine.outcome} <> 'not-counted'))::int`,
    })
    .from(syncRunLine)
    .where(and(eq(syncRunLine.tenantId, scope.tenantId), eq(syncRunLine.runId, runId)));
  const { recorded, counted } = found!;
  const before = noted?.counting?.countedBefore ?? null;
  const total = noted?.lines ?? recorded;
  // A run taken up again has recorded lines that were not counted; until counting begins, these stand for nothing done.
  const isFirstCount = noted?.counting != null && before === null;
  return {
    done: Math.min(total, isFirstCount ? recorded : counted),
    total,
    before: before ?? 0,
    sinceMs: noted?.counting?.sinceMs ?? null,
  };
}

/** The last completed run before, in its own time; null where a simulated clock stood still in it. */
async function before(
  db: Db,
  scope: TenantScope,
  run: typeof syncRun.$inferSelect,
): Promise<RunPace["before"]> {
  const [last] = await db
    .select({ id: syncRun.id, startedAt: syncRun.startedAt, finishedAt: syncRun.finishedAt })
    .from(syncRun)
    .where(
      and(
        eq(syncRun.tenantId, scope.tenantId),
        eq(syncRun.status, "completed"),
        eq(syncRun.trigger, run.trigger),
        lt(syncRun.position, run.position),
      ),
    )
    .orderBy(desc(syncRun.position))
    .limit(1);
  if (!last?.finishedAt) return null;
  const wholeMs = Date.parse(last.finishedAt) - Date.parse(last.startedAt);
  const [reading] = await db
    .select({ ms: sql<number>`coalesce(sum(${assetPass.milliseconds}), 0)::int` })
    .from(assetPass)
    .where(and(eq(assetPass.tenantId, scope.tenantId), eq(assetPass.runId, last.id)));
  return wholeMs > 0 ? { wholeMs, readingMs: reading!.ms } : null;
}

async function requestsLately(db: Db, scope: TenantScope, nowMs: number): Promise<number> {
  const since = new Date(nowMs - FIVE_MINUTES_MS).toISOString();
  const [row] = await db
    .select({ requests: sql<number>`coalesce(sum(${itGlueRequestTally.requests}), 0)::int` })
    .from(itGlueRequestTally)
    .where(and(eq(itGlueRequestTally.tenantId, scope.tenantId), gt(itGlueRequestTally.startedAt, since)));
  return row?.requests ?? 0;
}
