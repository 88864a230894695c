import { isRehearsed, withTenant } from "@/db/client";
import type { LineOutcome } from "@/db/schema/sync-run";
import type { HeldReason } from "@/lib/domain/counting/gate";
import type { CommandContext } from "../context";
import { inParallel } from "../in-parallel";
import { type LineToCount, linesToCount } from "./lines-to-count";
import { noteCountingBegun } from "./note-progress";
import { IDENTITY_CHANGED, isSameIdentity, passIdentity } from "./pass-identity";
import type { PassOutcome } from "./pass-outcome";
import { recordLines } from "./record-lines";
import { runHeldBy, tolerances } from "./run-held-by";
import type { StepRunner } from "./step-runner";

export type RecordingPace = {
  /** Lines of one transaction: their accounts are held no longer than that. */
  linesAtOnce: number;
  /** Such transactions side by side. */
  setsAtOnce: number;
  /** A step begins no further lines after this long. */
  stepForMs: number;
};

/** Of smaller sets the statements themselves, two dozen for each, would cost as much as their rows. */
const PACE: RecordingPace = { linesAtOnce: 800, setsAtOnce: 3, stepForMs: 25_000 };

export type OutcomeCounts = Record<LineOutcome, number>;

/** What the recording of a run's lines has come to: small JSON. */
export type Recorded = {
  counts: OutcomeCounts;
  /** Why a line, or all of them, is to be tried again; null where all were recorded. */
  failed: string | null;
};

/** Where a step left off: the last line of all before it. */
type Recording = Recorded & { after: LineToCount | null };

/**
 * Records every line of a run, in as many steps as it takes. Lines of one account stand together, so that its assets are
 * read once; a step that is repeated finds what it has recorded recorded.
 */
export async function recordAll(
  ctx: CommandContext,
  pass: PassOutcome,
  step: StepRunner,
  pace: RecordingPace = PACE,
): Promise<Recorded> {
  const runHeld = await step("run-cap", async () => {
    await noteCountingBegun(ctx, pass.runId);
    const lines = await linesOfPass(ctx, pass, null);
    return runHeldBy(ctx, pass, inSets(lines, pace));
  });
  const total: Recorded = {
    counts: { changed: 0, unchanged: 0, held: 0, "not-counted": 0 },
    failed: null,
  };
  let after: LineToCount | null = null;
  for (let number = 1; number === 1 || after; number += 1) {
    const id = number === 1 ? "record" : `record-${number}`;
    const from: LineToCount | null = after;
    const done: Recording = await step(id, () => recordFrom(ctx, pass, runHeld, from, pace));
    for (const outcome of Object.keys(total.counts) as LineOutcome[])
      total.counts[outcome] += done.counts[outcome];
    total.failed ??= done.failed;
    after = done.after;
  }
  return total;
}

async function recordFrom(
  ctx: CommandContext,
  pass: PassOutcome,
  runHeld: HeldReason | null,
  after: LineToCount | null,
  pace: RecordingPace,
): Promise<Recording> {
  const untilMs = Date.now() + pace.stepForMs;
  const limits = { toleranceOf: await tolerances(ctx), runHeld };
  const counts: OutcomeCounts = { changed: 0, unchanged: 0, held: 0, "not-counted": 0 };
  let failed: string | null = null;
  const lines = await linesOfPass(ctx, pass, after);
  const sets = inSets(lines, pace);
  // The database works at some sets while this process counts another; a rehearsal has but one transaction.
  const atOnce = isRehearsed(ctx.scope) ? 1 : pace.setsAtOnce;
  const recorded = await inParallel(
    sets,
    atOnce,
    (lineIds) => recordLines(ctx, pass, limits, lineIds),
    () => Date.now() >= untilMs,
  );
  for (const done of recorded) {
    for (const outcome of done.outcomes.values()) counts[outcome] += 1;
    for (const [lineId, error] of done.failed) {
      // Its transaction was taken back: the line keeps its units, and the others are counted all the same.
      counts["not-counted"] += 1;
      failed ??= `Line ${lineId}: ${error.message}`;
    }
  }
  const last = recorded.length < sets.length ? lines[recorded.length * pace.linesAtOnce - 1]! : null;
  const identity = await withTenant(ctx.scope, (db) => passIdentity(db, ctx));
  if (!isSameIdentity(identity, pass.identity)) failed = IDENTITY_CHANGED.message;
  return { counts, failed, after: last };
}

/** The lines that bill by the types of the pass, those of an account together, behind the one given. */
async function linesOfPass(
  ctx: CommandContext,
  pass: PassOutcome,
  after: LineToCount | null,
): Promise<LineToCount[]> {
  const lines = await linesToCount(ctx, pass.businessOn);
  return lines.filter(
    (line) =>
      pass.assets[line.assetTypeId] !== undefined &&
      (after === null ||
        line.accountId > after.accountId ||
        (line.accountId === after.accountId && line.lineId > after.lineId)),
  );
}

function inSets(lines: readonly LineToCount[], { linesAtOnce }: RecordingPace): string[][] {
  const sets: string[][] = [];
  for (let first = 0; first < lines.length; first += linesAtOnce)
    sets.push(lines.slice(first, first + linesAtOnce).map(({ lineId }) => lineId));
  return sets;
}
