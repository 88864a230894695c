/** What a run is busy with: before the first assets, reading assets type by type, or counting line by line. */
export type RunStage = "organizations" | "assets" | "lines";

/** Times are milliseconds of the machine's own clock: a simulated one stands still. */
export type RunPace = {
  stage: RunStage;
  nowMs: number;
  /** When the run's first step was done. */
  beganAtMs: number;
  /** Lines recorded of all, so many of them by an earlier try, and since when this one records them. */
  lines: { done: number; total: number; before: number; sinceMs: number | null };
  /** Each type: assets staged so far of those expected (null: not known), and what its pages have taken. */
  types: { staged: number; expected: number | null; tookMs: number; isDone: boolean }[];
  /** The last completed run of the same kind, where it took any time by its clock. */
  before: { wholeMs: number; readingMs: number } | null;
};

/** With fewer assets or lines behind it, a pace says nothing yet. */
const LEAST_DONE = 20;

/**
 * Whole seconds until a run ends, by its own pace and, for what it has not begun, by the run before; null where neither says
 * anything. An estimate for whoever waits: nothing is decided by it.
 */
export function secondsLeft(pace: RunPace): number | null {
  const leftMs = millisecondsLeft(pace);
  return leftMs === null ? null : Math.max(0, Math.ceil(leftMs / 1000));
}

function millisecondsLeft({ stage, nowMs, beganAtMs, lines, types, before }: RunPace): number | null {
  const [counted, left] = [lines.done - lines.before, lines.total - lines.done];
  if (stage === "lines" && lines.sinceMs !== null && (counted >= LEAST_DONE || left === 0))
    return ((nowMs - lines.sinceMs) / Math.max(1, counted)) * left;
  const byLast = before && before.wholeMs - (nowMs - beganAtMs);
  if (stage !== "assets") return byLast;
  const reading = readingLeft(types);
  // Counting has no pace of its own yet: what the last run took beside its reading stands for it.
  return reading === null ? byLast : before && reading + Math.max(0, before.wholeMs - before.readingMs);
}

function readingLeft(types: RunPace["types"]): number | null {
  const staged = types.reduce((sum, type) => sum + type.staged, 0);
  const tookMs = types.reduce((sum, type) => sum + type.tookMs, 0);
  const isKnown = types.every(({ isDone, expected }) => isDone || expected !== null);
  if (!isKnown || staged < LEAST_DONE) return null;
  const left = types.reduce(
    (sum, { isDone, staged: done, expected }) => sum + (isDone ? 0 : Math.max(0, expected! - done)),
    0,
  );
  return (tookMs / staged) * left;
}
