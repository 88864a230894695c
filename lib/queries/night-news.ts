import { and, desc, eq, gt, inArray, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { contract, contractLine } from "@/db/schema/contract";
import { reading } from "@/db/schema/counting";
import { newsSeen } from "@/db/schema/nightly-changes";
import { type LineOutcome, syncRun, syncRunLine } from "@/db/schema/sync-run";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** What the nights brought since a user last looked. */
export type NightNews = {
  /** Lines whose units changed, in all. */
  changed: number;
  /** Lines that need a person for something new: held, or not counted for another reason than the night before. */
  needsPerson: number;
  /** Dates that passed without a completed run. */
  missedOn: string[];
  /** The newest first, at most ten; those that need a person before those that changed. */
  lines: NewsLine[];
  /** Up to where this is: what a user has seen is marked with it. */
  upTo: { readingPosition: number; runPosition: number };
};

export type NewsLine = {
  lineId: string;
  contractId: string;
  name: string;
  outcome: LineOutcome;
  previousUnits: string | null;
  units: string | null;
};

const MOST_LINES = 10;
/** Whoever stayed away for longer finds the rest on Sync runs: a look costs no more than these runs hold. */
const MOST_RUNS = 7;

/** News of one user; positions rather than times, because a simulated clock stands still. */
export async function nightNews(scope: TenantScope, userId: string): Promise<NightNews> {
  return withTenant(scope, async (db) => {
    const [seen] = await db
      .select({ readingPosition: newsSeen.readingPosition, runPosition: newsSeen.runPosition })
      .from(newsSeen)
      .where(and(eq(newsSeen.tenantId, scope.tenantId), eq(newsSeen.userId, userId)));
    const from = seen ?? { readingPosition: 0, runPosition: 0 };
    const runs = await db
      .select({
        id: syncRun.id,
        position: syncRun.position,
        status: syncRun.status,
        businessOn: syncRun.businessOn,
      })
      .from(syncRun)
      .where(eq(syncRun.tenantId, scope.tenantId))
      .orderBy(desc(syncRun.position))
      .limit(MOST_RUNS);
    const lines = await unseenLines(
      db,
      scope,
      runs.map(({ id }) => id),
      from.readingPosition,
    );
    const needing = lines.filter(({ outcome }) => outcome !== "changed");
    const changed = lines.filter(({ outcome }) => outcome === "changed");
    const missed = runs.filter(({ status, position }) => status === "missed" && position > from.runPosition);
    return {
      changed: changed.length,
      needsPerson: needing.length,
      missedOn: missed.map(({ businessOn }) => businessOn),
      lines: [...needing, ...changed].slice(0, MOST_LINES).map(({ position: _order, ...line }) => line),
      upTo: {
        readingPosition: Math.max(from.readingPosition, ...lines.map(({ position }) => position)),
        runPosition: Math.max(from.runPosition, ...runs.map(({ position }) => position)),
      },
    };
  });
}

/** Changes, and lines that were not held, or not uncounted, in the same way in the reading before. */
async function unseenLines(db: Db, scope: TenantScope, runIds: string[], after: number) {
  if (runIds.length === 0) return [];
  const stateBefore = sql`(SELECT b.state FROM reading b WHERE b.tenant_id = ${reading.tenantId}
    AND b.line_id = ${reading.lineId} AND b.run_id IS NOT NULL AND b.position < ${reading.position}
    ORDER BY b.position DESC LIMIT 1)`;
  return db
    .select({
      lineId: syncRunLine.lineId,
      contractId: contractLine.contractId,
      name: sql<string>`${account.name} || ': ' || ${contractLine.name}`,
      outcome: syncRunLine.outcome,
      previousUnits: syncRunLine.previousUnits,
      units: syncRunLine.units,
      position: reading.position,
    })
    .from(syncRunLine)
    .innerJoin(
      reading,
      and(eq(reading.tenantId, syncRunLine.tenantId), eq(reading.id, syncRunLine.readingId)),
    )
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, syncRunLine.tenantId), eq(contractLine.id, syncRunLine.lineId)),
    )
    .innerJoin(
      contract,
      and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
    )
    .innerJoin(account, and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)))
    .where(
      and(
        eq(syncRunLine.tenantId, scope.tenantId),
        inArray(syncRunLine.runId, runIds),
        gt(reading.position, after),
        sql`(${syncRunLine.outcome} = 'changed' OR (${syncRunLine.outcome} IN ('held', 'not-counted')
             AND ${syncRunLine.state} IS DISTINCT FROM ${stateBefore}))`,
      ),
    )
    .orderBy(desc(reading.position));
}
