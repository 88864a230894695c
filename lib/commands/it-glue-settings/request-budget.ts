import { and, eq, lt, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { itGlueRequestBudget as budget, itGlueRequestTally as tally } from "@/db/schema/it-glue";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { REQUEST_RATE, type RequestBudget } from "@/lib/itglue/port";

/** A run of requests takes its first turns one by one; a longer one takes blocks, one transaction for so many requests. */
const SINGLE_TURNS = 10;
const BLOCK = 20;
/** Below this many tokens nobody takes more than the one turn he needs now. */
const WELL_FILLED = 200;
const HELD_MS = REQUEST_RATE.heldSeconds * 1000;
const MOST_HOLDINGS = 1000;

/** Turns this process took from a bucket and has not used yet. */
type Holding = {
  turns: number;
  takenAtMs: number;
  /** Turns asked for without a pause longer than `HELD_MS`, and when the last was. */
  run: number;
  askedAtMs: number;
  /** The asking before this one: within a process they take turns, so that one block serves them all. */
  asking: Promise<unknown>;
};
export type Holdings = Map<string, Holding>;

const ofThisProcess: Holdings = new Map();

const isRecent = (atMs: number, nowMs: number) => nowMs >= atMs && nowMs < atMs + HELD_MS;

/**
 * The turns under IT Glue's rate limit that all workers of a tenant share, in its database: at most 2400 of a
 * credential in any five minutes (`REQUEST_RATE`), by the database's clock, simulated or not. Given to the gateway:
 *
 *     ctx.itGlue({ server, credential, budget: tenantRequestBudget(ctx.scope) })
 *
 * A short run of requests takes turn by turn; a long one takes blocks of twenty while the bucket is well filled. What is
 * left of a block is good for ten seconds and then lost: nineteen turns at most per process and run, which the bucket
 * refills in five. Turns given out are tallied by quarter minute (`it_glue_request_tally`, rows of an hour).
 *
 * `atOnce`: how many requests the caller is about to make one after the other. They are taken together while the bucket is
 * well filled, and what is not used is lost like the rest of a block. `taken`: turns that were taken for these very
 * requests already (`takeTurns`); they are used first.
 *
 * Both methods open a transaction of their own: never use them, or a gateway that has them, inside one.
 * @throws what the database throws.
 */
export function tenantRequestBudget(
  scope: TenantScope,
  holdings: Holdings = ofThisProcess,
  { atOnce = 1, taken = null }: { atOnce?: number; taken?: TakenTurns | null } = {},
): RequestBudget {
  let ready = taken;
  return {
    reserve(credentialDigest, nowMs) {
      if (ready && ready.turns > 0 && isRecent(ready.takenAtMs, Date.now())) {
        const { waitMs } = ready;
        ready = { ...ready, turns: ready.turns - 1, waitMs: 0 };
        return Promise.resolve(waitMs);
      }
      const holding = holdingOf(holdings, `${scope.tenantId} ${credentialDigest}`, nowMs);
      const turn = holding.asking.then(() => nextTurn(scope, credentialDigest, { holding, nowMs, atOnce }));
      holding.asking = turn.catch(() => undefined);
      return turn;
    },
    async release(credentialDigest) {
      await withTenant(scope, async (db) => {
        await db
          .update(budget)
          .set({ tokens: sql`least(${REQUEST_RATE.burst}, ${budget.tokens} + 1)` })
          .where(and(eq(budget.tenantId, scope.tenantId), eq(budget.credentialDigest, credentialDigest)));
        await db
          .update(tally)
          .set({ requests: sql`greatest(0, ${tally.requests} - 1)` })
          .where(
            and(
              eq(tally.tenantId, scope.tenantId),
              eq(
                tally.startedAt,
                sql`(SELECT max(t.started_at) FROM ${tally} AS t WHERE t.tenant_id = ${scope.tenantId})`,
              ),
            ),
          );
      });
    },
  };
}

/** Turns of one credential; the first is to be waited for as long, and all are lost ten seconds after they were taken. */
export type TakenTurns = { turns: number; waitMs: number; takenAtMs: number };

/**
 * Takes turns in the caller's transaction, which should end right after: the bucket is locked until then. As many as
 * `wanted` while the bucket is well filled, else one.
 */
export async function takeTurns(
  db: Db,
  scope: TenantScope,
  credentialDigest: string,
  wanted: number,
): Promise<TakenTurns> {
  const found =
    (await take(db, scope, credentialDigest, wanted)) ?? (await open(db, scope, credentialDigest));
  // The first turns of a quarter minute: once in it, old rows go.
  if (found.tallied === found.taken) await removeOld(db, scope);
  const { taken, tokens } = found;
  const waitMs = tokens >= 0 ? 0 : Math.ceil((-tokens / REQUEST_RATE.perSecond) * 1000);
  return { turns: taken, waitMs, takenAtMs: Date.now() };
}

function holdingOf(holdings: Holdings, name: string, nowMs: number): Holding {
  if (holdings.size > MOST_HOLDINGS) {
    for (const [other, { askedAtMs }] of holdings) if (!isRecent(askedAtMs, nowMs)) holdings.delete(other);
  }
  const known = holdings.get(name);
  if (known) return known;
  const made = { turns: 0, takenAtMs: 0, run: 0, askedAtMs: 0, asking: Promise.resolve() };
  holdings.set(name, made);
  return made;
}

async function nextTurn(
  scope: TenantScope,
  credentialDigest: string,
  { holding, nowMs, atOnce }: { holding: Holding; nowMs: number; atOnce: number },
): Promise<number> {
  holding.run = isRecent(holding.askedAtMs, nowMs) ? holding.run + 1 : 1;
  holding.askedAtMs = nowMs;
  if (holding.turns > 0 && isRecent(holding.takenAtMs, nowMs)) {
    holding.turns -= 1;
    return 0;
  }
  holding.turns = 0;
  const wanted = holding.run > SINGLE_TURNS ? BLOCK : atOnce;
  const { turns, waitMs } = await withTenant(scope, (db) => takeTurns(db, scope, credentialDigest, wanted));
  holding.turns = turns - 1;
  holding.takenAtMs = nowMs;
  return waitMs;
}

/** `tallied`: turns given out in this quarter minute. */
type Taken = { taken: number; tokens: number; tallied: number };

/**
 * Refills the bucket by the time since the last taking, takes from it and tallies, in one statement: whoever comes second
 * waits for the row and sees what is left. `tokens` below 0 are turns of the future. `null`: there is no such bucket yet.
 * A clock that was set back refills nothing until it has caught up, five minutes at most.
 */
async function take(db: Db, scope: TenantScope, digest: string, wanted: number): Promise<Taken | null> {
  const { burst, perSecond } = REQUEST_RATE;
  const result = await db.execute(sql`
    WITH turns AS (
    UPDATE ${budget} AS bucket
       SET tokens = refilled.tokens - refilled.taken, refilled_at = refilled.at
      FROM (
        SELECT tokens, at, CASE WHEN tokens >= ${WELL_FILLED} THEN ${wanted}::int ELSE 1 END AS taken
          FROM (
            SELECT least(${burst}, b.tokens + ${perSecond} * greatest(0, extract(epoch FROM clock.at - b.refilled_at)::float8)) AS tokens,
                   CASE WHEN b.refilled_at > clock.at + interval '5 minutes' THEN clock.at
                        ELSE greatest(clock.at, b.refilled_at) END AS at
              FROM ${budget} AS b, (SELECT date_trunc('milliseconds', clock_timestamp()) AS at) AS clock
             WHERE b.tenant_id = ${scope.tenantId} AND b.credential_digest = ${digest}
               FOR UPDATE OF b
          ) AS now_there
      ) AS refilled
     WHERE bucket.tenant_id = ${scope.tenantId} AND bucket.credential_digest = ${digest}
    RETURNING bucket.tenant_id, refilled.taken, bucket.tokens
    ), tallied AS (
    INSERT INTO ${tally} AS quarter (tenant_id, started_at, requests)
    SELECT tenant_id, date_bin('15 seconds', clock_timestamp(), timestamptz '2000-01-01T00:00:00Z'), taken FROM turns
        ON CONFLICT (tenant_id, started_at) DO UPDATE SET requests = quarter.requests + excluded.requests
    RETURNING requests
    )
    SELECT turns.taken, turns.tokens, tallied.requests AS tallied FROM turns, tallied`);
  const [row] = rowsOf<Record<keyof Taken, number | string>>(result);
  return row ? { taken: Number(row.taken), tokens: Number(row.tokens), tallied: Number(row.tallied) } : null;
}

/** Opens a full bucket, unless another worker just did, and takes one turn. */
async function open(db: Db, scope: TenantScope, credentialDigest: string): Promise<Taken> {
  await db
    .insert(budget)
    .values({
      tenantId: scope.tenantId,
      credentialDigest,
      tokens: REQUEST_RATE.burst,
      refilledAt: sql`date_trunc('milliseconds', clock_timestamp())`,
    })
    .onConflictDoNothing();
  const taken = await take(db, scope, credentialDigest, 1);
  if (!taken) throw new Error("The request budget just opened is not there.");
  return taken;
}

/** Done once a quarter minute. A bucket that nobody drew from for a day belongs to a key that is gone. */
async function removeOld(db: Db, scope: TenantScope): Promise<void> {
  await db
    .delete(tally)
    .where(
      and(
        eq(tally.tenantId, scope.tenantId),
        lt(tally.startedAt, sql`clock_timestamp() - interval '1 hour'`),
      ),
    );
  // Locked ones are in use again; waiting for them, two workers could wait for each other.
  await db.execute(sql`
    DELETE FROM ${budget}
     WHERE tenant_id = ${scope.tenantId} AND credential_digest IN (
       SELECT credential_digest FROM ${budget} AS b
        WHERE b.tenant_id = ${scope.tenantId} AND b.refilled_at < clock_timestamp() - interval '1 day'
          FOR UPDATE SKIP LOCKED)`);
}

function rowsOf<Row>(result: unknown): Row[] {
  return Array.isArray(result) ? result : (result as { rows: Row[] }).rows;
}
