import { REQUEST_RATE, type RequestBudget } from "./port";

/** Kept on globalThis, which survives Next's hot reloads: one bucket per credential in this process. */
const HOLDER = Symbol.for("flexbill.it-glue-request-budget");
const MOST_BUCKETS = 1000;
const REFILL_PER_MS = REQUEST_RATE.perSecond / 1000;

type Bucket = { tokens: number; atMs: number };

function buckets(): Map<string, Bucket> {
  const holder = globalThis as { [HOLDER]?: Map<string, Bucket> };
  holder[HOLDER] ??= new Map();
  return holder[HOLDER];
}

function refilled(bucket: Bucket, nowMs: number): number {
  return Math.min(REQUEST_RATE.burst, bucket.tokens + Math.max(0, nowMs - bucket.atMs) * REFILL_PER_MS);
}

/**
 * The budget of a gateway that was given none: counted in this process alone, so several processes share IT Glue's own
 * limit by its 429s.
 */
export const inProcessBudget: RequestBudget = {
  async reserve(credentialDigest, nowMs) {
    const all = buckets();
    if (all.size > MOST_BUCKETS) {
      for (const [other, bucket] of all) if (refilled(bucket, nowMs) >= REQUEST_RATE.burst) all.delete(other);
    }
    const bucket = all.get(credentialDigest);
    const tokens = (bucket ? refilled(bucket, nowMs) : REQUEST_RATE.burst) - 1;
    all.set(credentialDigest, { tokens, atMs: nowMs });
    return tokens >= 0 ? 0 : Math.ceil(-tokens / REFILL_PER_MS);
  },
  async release(credentialDigest) {
    const bucket = buckets().get(credentialDigest);
    if (bucket) bucket.tokens = Math.min(REQUEST_RATE.burst, bucket.tokens + 1);
  },
};
