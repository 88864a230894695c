/** IT Glue revokes a key that nobody used for this many days (itglue-api.md 1). */
export const KEY_DIES_AFTER_DAYS = 90;
const WARN_AFTER_DAYS = 80;

/** How a person stands who may count: "connected" alone is good enough. */
export type CountingStatus = "connected" | "needs-reconnect" | "disconnected" | "disabled";

/** The one thing to know about the connection: what is wrong, the most serious first, or that nothing is. */
export type ItGlueVerdict =
  | { state: "not-set-up" }
  | { state: "off" }
  /** The connected user who counts cannot: nothing is counted until they reconnect or another identity is chosen. */
  | { state: "identity-lost"; userName: string; status: Exclude<CountingStatus, "connected"> }
  /** The last call failed with the gateway's `code`, at `at` (ISO). */
  | { state: "failing"; code: string | null; at: string }
  /** The key was not used for `unusedDays`: IT Glue is about to revoke it, or has done so. */
  | { state: "key-unused"; unusedDays: number }
  | { state: "healthy"; at: string | null };

export type VerdictFacts = {
  isEnabled: boolean;
  /** An IT Glue account is pinned. */
  isProved: boolean;
  /** Whose connection counts; null while the API key does. */
  countingUser: { name: string; status: CountingStatus } | null;
  keyUnusedDays: number | null;
  lastSuccessAt: string | null;
  lastErrorAt: string | null;
  lastErrorCode: string | null;
};

/**
 * Since when the last call has failed; null where it did not. An error of the same instant as a success is the later one.
 * That a user could not count is over once they are connected again, or another identity counts.
 */
function failingSince({ lastSuccessAt, lastErrorAt, lastErrorCode }: VerdictFacts): string | null {
  const isOver = lastErrorCode === "identity-reconnect" || (lastErrorAt ?? "") < (lastSuccessAt ?? "");
  return isOver ? null : lastErrorAt;
}

/** Judges a connection by what is stored; calls nobody. */
export function itGlueVerdict(facts: VerdictFacts): ItGlueVerdict {
  const { countingUser, keyUnusedDays, lastErrorCode, lastSuccessAt } = facts;
  if (!facts.isProved) return { state: "not-set-up" };
  if (!facts.isEnabled) return { state: "off" };
  if (countingUser !== null && countingUser.status !== "connected")
    return { state: "identity-lost", userName: countingUser.name, status: countingUser.status };
  const failingAt = failingSince(facts);
  if (failingAt !== null) return { state: "failing", code: lastErrorCode, at: failingAt };
  if (keyUnusedDays !== null && keyUnusedDays >= WARN_AFTER_DAYS)
    return { state: "key-unused", unusedDays: keyUnusedDays };
  return { state: "healthy", at: lastSuccessAt };
}
