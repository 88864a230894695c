/** The limit of calls per key and time. IT Glue's own is 3000 in five minutes; here it is off until it is switched on. */
import { type Answer, json } from "./answers";
import type { RateLimit } from "./switches";

/** Times of the calls that still count, by key. */
export type CallsInWindow = Map<string, number[]>;

/** Counts a call. The 429 of one too many; a refused call does not count itself. */
export function overLimit(
  calls: CallsInWindow,
  limit: RateLimit | null,
  key: string,
  now: Date,
): Answer | null {
  if (limit === null) return null;
  const nowMs = now.getTime();
  const windowMs = limit.perSeconds * 1000;
  const counted = (calls.get(key) ?? []).filter((at) => at > nowMs - windowMs);
  calls.set(key, counted);
  if (counted.length < limit.requests) {
    counted.push(nowMs);
    return null;
  }
  const freeAtMs = (counted[0] ?? nowMs) + windowMs;
  const headers: Record<RateLimit["retryAfter"], Record<string, string>> = {
    none: {},
    seconds: { "retry-after": String(Math.max(1, Math.ceil((freeAtMs - nowMs) / 1000))) },
    date: { "retry-after": new Date(Math.ceil(freeAtMs / 1000) * 1000).toUTCString() },
  };
  return json(429, { message: "Too Many Requests" }, headers[limit.retryAfter]);
}
