import { and, asc, eq, inArray, lt, sql } from "drizzle-orm";
import { withRunner } from "@/db/client";
import type { Db } from "@/db/database";
import { jobEvent, jobRun, jobStep } from "@/db/schema/runner";

/** A step's remembered outcome, as the SDK wants it back. */
export type StepResult = { type: "data"; data: unknown } | { type: "error"; error: unknown };

export type StoredStep = { stepId: string; result: StepResult };

export type ClaimedRun = {
  id: string;
  functionId: string;
  event: Record<string, unknown>;
  /** Failed attempts of the present step. */
  attempt: number;
};

/** How long a claim stands without being renewed; afterwards the run is taken again, with its stored steps. */
export const LEASE_SECONDS = 60;

/** The run was taken by somebody else, or finished: whoever sees this writes nothing more about it. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

const leaseUntil = (at: Date) => new Date(at.getTime() + LEASE_SECONDS * 1000).toISOString();

/**
 * Claims the next run, or null: the one asked for first, less the seconds its event may go ahead. Of the runs of one tenant only the earliest unfinished one can be claimed, so that they
 * follow one another, retries included. A run whose lease has passed counts one failed attempt: a step that takes the
 * process down with it is not tried for ever.
 */
export function claimRun(owner: string, at: Date): Promise<ClaimedRun | null> {
  return withRunner(async (db) => {
    const now = at.toISOString();
    const next = sql`(
      SELECT r.id FROM runner.job_run r
       WHERE ((r.status = 'queued' AND r.available_at <= ${now}) OR (r.status = 'running' AND r.lease_until <= ${now}))
         AND NOT EXISTS (
           SELECT FROM runner.job_run earlier
            WHERE earlier.status IN ('queued', 'running')
              AND earlier.event -> 'data' ->> 'tenantId' = r.event -> 'data' ->> 'tenantId'
              AND (earlier.created_at, earlier.id) < (r.created_at, r.id))
       ORDER BY r.created_at - make_interval(secs => coalesce((r.event -> 'data' ->> 'headStartSeconds')::float8, 0)), r.id
       LIMIT 1 FOR UPDATE SKIP LOCKED)`;
    const [claimed] = await db
      .update(jobRun)
      .set({
        attempt: sql`${jobRun.attempt} + CASE WHEN ${jobRun.status} = 'running' THEN 1 ELSE 0 END`,
        status: "running",
        leaseOwner: owner,
        leaseUntil: leaseUntil(at),
      })
      .where(sql`${jobRun.id} = ${next}`)
      .returning({
        id: jobRun.id,
        functionId: jobRun.functionId,
        event: jobRun.event,
        attempt: jobRun.attempt,
      });
    return claimed ?? null;
  });
}

/** The steps a run has behind it, in the order in which they came. */
export function storedSteps(runId: string): Promise<StoredStep[]> {
  return withRunner(async (db) => {
    const rows = await db
      .select({ stepId: jobStep.stepId, result: jobStep.result })
      .from(jobStep)
      .where(eq(jobStep.runId, runId))
      .orderBy(asc(jobStep.position));
    return rows.map(({ stepId, result }) => ({ stepId, result: result as StepResult }));
  });
}

/** Keeps a claim for another lease. @throws LeaseLost */
export function renewLease(runId: string, owner: string, at: Date): Promise<void> {
  return changeOwn(runId, owner, { leaseUntil: leaseUntil(at) });
}

/** Remembers a step; the next one starts with fresh attempts. @throws LeaseLost */
export function recordStep(
  runId: string,
  owner: string,
  step: StoredStep & { position: number },
  at: Date,
): Promise<void> {
  return changeOwn(runId, owner, { attempt: 0, leaseUntil: leaseUntil(at) }, (db) =>
    db
      .insert(jobStep)
      .values({ runId, ...step, recordedAt: at.toISOString() })
      .onConflictDoNothing(),
  );
}

export function completeRun(runId: string, owner: string, output: unknown, at: Date): Promise<void> {
  return changeOwn(runId, owner, { status: "completed", output, error: null, ...ended(at) });
}

export function failRun(runId: string, owner: string, error: string, at: Date): Promise<void> {
  return changeOwn(runId, owner, { status: "failed", error, ...ended(at) });
}

/**
 * Ends the runs of a tenant that an event calls off, waiting ones and those under way; of these, the step that is running
 * ends by itself and is not written down.
 */
export async function cancelRuns(
  db: Db,
  { functionIds, tenantId, because }: { functionIds: readonly string[]; tenantId: string; because: string },
  at: Date,
): Promise<void> {
  await db
    .update(jobRun)
    .set({ status: "failed", error: `Cancelled by ${because}.`, ...ended(at) })
    .where(
      and(
        inArray(jobRun.functionId, [...functionIds]),
        inArray(jobRun.status, ["queued", "running"]),
        sql`${jobRun.event} -> 'data' ->> 'tenantId' = ${tenantId}`,
      ),
    );
}

/** Puts a run back to be tried again from `availableAt` on, one attempt later. */
export function retryRun(
  runId: string,
  owner: string,
  { attempt, error, availableAt }: { attempt: number; error: string; availableAt: Date },
): Promise<void> {
  return changeOwn(runId, owner, {
    status: "queued",
    attempt,
    error,
    availableAt: availableAt.toISOString(),
    ...noLease,
  });
}

/** Puts a run back as it was: the process is about to stop. */
export function releaseRun(runId: string, owner: string): Promise<void> {
  return changeOwn(runId, owner, { status: "queued", ...noLease });
}

/**
 * Ends every lease at once. Right only where no other process can hold one: a data folder has one opener, so what stands
 * as running when it is opened was left by a process that died.
 */
export async function endAbandonedLeases(at: Date): Promise<void> {
  await withRunner((db) =>
    db.update(jobRun).set({ leaseUntil: at.toISOString() }).where(eq(jobRun.status, "running")),
  );
}

/** Removes what finished before `before`, with its steps and the events that started it. */
export async function removeFinished(before: Date): Promise<void> {
  const finished = and(
    sql`${jobRun.status} IN ('completed', 'failed')`,
    lt(jobRun.finishedAt, before.toISOString()),
  );
  await withRunner(async (db) => {
    await db
      .delete(jobStep)
      .where(sql`${jobStep.runId} IN (SELECT ${jobRun.id} FROM ${jobRun} WHERE ${finished})`);
    await db.delete(jobRun).where(finished);
    await db
      .delete(jobEvent)
      .where(
        and(
          lt(jobEvent.receivedAt, before.toISOString()),
          sql`NOT EXISTS (SELECT FROM ${jobRun} WHERE ${jobRun.eventId} = ${jobEvent.id})`,
        ),
      );
  });
}

const noLease = { leaseOwner: null, leaseUntil: null };
const ended = (at: Date) => ({ finishedAt: at.toISOString(), ...noLease });

type Write = Parameters<Parameters<typeof withRunner>[0]>[0];

async function changeOwn(
  runId: string,
  owner: string,
  change: Partial<typeof jobRun.$inferInsert>,
  also?: (db: Write) => Promise<unknown>,
): Promise<void> {
  await withRunner(async (db) => {
    const changed = await db
      .update(jobRun)
      .set(change)
      .where(and(eq(jobRun.id, runId), eq(jobRun.leaseOwner, owner), eq(jobRun.status, "running")))
      .returning({ id: jobRun.id });
    if (changed.length === 0) throw new LeaseLost(`The run ${runId} is no longer held by ${owner}.`);
    await also?.(db);
  });
}
