import type { SyncRunProgress } from "@/lib/queries/sync-run-progress";

const STAGES: Record<SyncRunProgress["stage"], string> = {
  organizations: "Reading organizations and asset types",
  assets: "Reading assets",
  lines: "Counting lines",
};

/** What a run is busy with, such as "Reading assets: 2 of 6 types". */
export function stageInWords({ stage, types, lines }: SyncRunProgress): string {
  if (stage === "assets")
    return `${STAGES.assets}: ${types.filter(({ isDone }) => isDone).length} of ${types.length} types`;
  if (stage === "lines" && lines.done >= lines.total) return "Proving what was billed";
  return STAGES[stage];
}

const SECONDS_IN_MINUTE = 60;
/** Below this many seconds an estimate is no more than "soon". */
const SOON_SECONDS = 10;

/** "About 3 min left, until 00:19"; the time of day only where the company lives in real time. */
export function timeLeftInWords(
  { secondsLeft }: Pick<SyncRunProgress, "secondsLeft">,
  end: { nowMs: number; timeZone: string } | null,
): string {
  if (secondsLeft === null) return "Not known yet";
  if (secondsLeft < SOON_SECONDS) return "A few seconds";
  const minutes = Math.round(secondsLeft / SECONDS_IN_MINUTE);
  const left = secondsLeft < SECONDS_IN_MINUTE ? `About ${secondsLeft} s` : `About ${minutes} min`;
  if (end === null) return left;
  const at = new Intl.DateTimeFormat("en-US", {
    ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: end.timeZone },
  }).format(end.nowMs + secondsLeft * 1000);
  return `${left}, until ${at}`;
}

/** Assets of a type so far: "1,200 of 5,000", "1,200", "5,000". */
export function assetsInWords({ staged, expected, isDone }: SyncRunProgress["types"][number]): string {
  const number = (value: number) => value.toLocaleString("en-US");
  if (isDone || expected === null) return number(staged);
  return `${number(Math.min(staged, expected))} of ${number(expected)}`;
}

/** How much of a run is done, 0 to 100: reading and counting each as one half, for want of anything better known. */
export function percentDone({ types, lines, stage }: SyncRunProgress): number {
  if (stage === "organizations") return 0;
  if (stage === "lines") return 50 + 50 * (lines.total === 0 ? 1 : lines.done / lines.total);
  const parts = types.map(({ isDone, staged, expected }) =>
    isDone ? 1 : expected ? Math.min(1, staged / expected) : 0,
  );
  return (50 * parts.reduce((sum, part) => sum + part, 0)) / Math.max(1, parts.length);
}
