import type { SyncRunLineRow, SyncRunRow } from "@/lib/queries/sync-runs";

export const TRIGGER_LABELS: Record<SyncRunRow["trigger"], string> = {
  schedule: "Nightly",
  "on-demand": "Run now",
  "command-line": "Command line",
};

const SECONDS_IN_MINUTE = 60;
const MILLISECONDS_IN_SECOND = 1000;

/**
 * "under 1 s", "42 s", "3 min 5 s"; null where the run has not ended or never began, and where a simulated clock stood still
 * in it: then nobody measured.
 */
export function runDuration({
  startedAt,
  finishedAt,
}: Pick<SyncRunRow, "startedAt" | "finishedAt">): string | null {
  if (finishedAt === null || Date.parse(finishedAt) === Date.parse(startedAt)) return null;
  const seconds = Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / MILLISECONDS_IN_SECOND);
  if (seconds < 1) return "under 1 s";
  if (seconds < SECONDS_IN_MINUTE) return `${seconds} s`;
  return `${Math.floor(seconds / SECONDS_IN_MINUTE)} min ${seconds % SECONDS_IN_MINUTE} s`;
}

/** Why a run failed or was missed, for a person; null where nothing went wrong. */
export function runFault({ status, summary }: Pick<SyncRunRow, "status" | "summary">): string | null {
  if (summary.error) return `${summary.error.message}. Lines that could not be read kept their units.`;
  if (status === "missed") return "Passed without a completed run: never counted later, units unchanged.";
  return null;
}

/** When a run began; null for a date that was written down as missed and never tried. */
export function runStart({
  status,
  startedAt,
  finishedAt,
}: Pick<SyncRunRow, "status" | "startedAt" | "finishedAt">): string | null {
  return status === "missed" && finishedAt === null ? null : startedAt;
}

type Told = SyncRunLineRow["reasons"][number];

/** Reasons as they are worth reading: what kept IT Glue from being read says already that it could not be. */
export function toldReasons(reasons: readonly Told[]): readonly Told[] {
  return reasons.length > 1 ? reasons.filter(({ code }) => code !== "pass-failed") : reasons;
}

const BY_INTEREST: readonly SyncRunLineRow["outcome"][] = ["held", "not-counted", "changed", "unchanged"];

/** What needs a person first, then what changed; within these in the order given. */
export function byInterest<Line extends Pick<SyncRunLineRow, "outcome">>(lines: readonly Line[]): Line[] {
  return [...lines].sort((a, b) => BY_INTEREST.indexOf(a.outcome) - BY_INTEREST.indexOf(b.outcome));
}
