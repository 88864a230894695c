import { sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { insertRows } from "@/db/insert-rows";
import { evidence, reading, unitSegment } from "@/db/schema/counting";
import { type LineOutcome, syncRunLine } from "@/db/schema/sync-run";
import type { BillingFault } from "@/lib/domain/billing/billing-fault";
import { mayChangeUnits } from "@/lib/domain/counting/reading-state";
import { recordAudits } from "../audit";
import { projectLines } from "../billing/project-lines";
import type { CommandContext } from "../context";
import { afterLast } from "../contract-lines/append-segment";
import { segmentOn } from "../contract-lines/current-line";
import {
  closeHeld,
  type HeldCount,
  holdChanges,
  isSilenced,
  type WaitingChanges,
  waitingChanges,
} from "../held-changes/hold-changes";
import type { CountedLine } from "./count-lines";

/** Changed lines that cannot be billed: whatever was written with theirs must be taken back. */
export class LinesCannotBeBilled extends Error {
  constructor(readonly faults: ReadonlyMap<string, BillingFault>) {
    super([...faults.values()].map(({ message }) => message).join("; "));
  }
}

/** What becomes of a line, decided before anything is written. */
type Decided = CountedLine & {
  readingId: string;
  outcome: LineOutcome;
  before: string | null;
  proposed: string | null;
};

/**
 * Records the nightly readings of lines and does what the state of each allows, set by set; the caller's transaction holds the
 * lines.
 * @throws LinesCannotBeBilled where that transaction must be taken back.
 */
export async function applyReadings(
  db: Db,
  ctx: CommandContext,
  run: { runId: string; businessOn: string },
  counted: readonly CountedLine[],
): Promise<Map<string, LineOutcome>> {
  if (counted.length === 0) return new Map();
  const waiting = await waitingChanges(
    db,
    ctx,
    counted.map(({ lineId }) => lineId),
  );
  const readingIds = await storeReadings(db, ctx, run, counted);
  const decided = counted.map((line) => decide(run.businessOn, line, readingIds.get(line.lineId)!, waiting));
  const answered = decided.filter(({ taken, proposed }) => proposed !== null && mayChangeUnits(taken.state));
  await closeHeld(
    db,
    ctx,
    answered.map(({ lineId }) => lineId),
    waiting,
  );
  const held = decided.filter(({ outcome }) => outcome === "held").map(heldCount);
  await holdChanges(db, ctx, run.businessOn, held, waiting);
  await changeUnits(
    db,
    ctx,
    run.businessOn,
    decided.filter(({ outcome }) => outcome === "changed"),
  );
  await recordOutcomes(db, ctx, run.runId, decided);
  return new Map(decided.map(({ lineId, outcome }) => [lineId, outcome]));
}

/** Readings by line; equal evidence is kept once (design.md 3). */
async function storeReadings(
  db: Db,
  ctx: CommandContext,
  { runId, businessOn }: { runId: string; businessOn: string },
  counted: readonly CountedLine[],
): Promise<Map<string, string>> {
  const { tenantId } = ctx.scope;
  const at = ctx.now().toString({ smallestUnit: "millisecond" });
  const receipts = new Map(
    counted.flatMap(({ evidenceHash: hash, compressed }) =>
      hash && compressed ? [[hash, { tenantId, hash, compressed, firstStoredAt: at }] as const] : [],
    ),
  );
  // In one order, so that two runs that store the same receipts wait for each other instead of deadlocking.
  const inOrder = [...receipts.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1));
  if (inOrder.length > 0) await db.insert(evidence).values(inOrder).onConflictDoNothing();
  const stored: unknown = await db.execute(
    sql`${insertRows(
      reading,
      counted.map(({ lineId, known: { current }, taken, evidenceHash }) => ({
        tenantId,
        lineId,
        runId,
        businessOn,
        evidenceHash,
        accountId: current.contract.accountId,
        contractId: current.contract.id,
        source: "nightly" as const,
        rule: current.terms.countRule!,
        askedAt: at,
        state: taken.state,
        reasons: taken.reasons,
        units: taken.evidence?.total ?? null,
      })),
    )} RETURNING id, line_id AS "lineId"`,
  );
  const { rows } = stored as { rows: { id: string; lineId: string }[] };
  return new Map(rows.map(({ id, lineId }) => [lineId, id]));
}

function decide(businessOn: string, line: CountedLine, readingId: string, waiting: WaitingChanges): Decided {
  const { known, taken } = line;
  const before = segmentOn(known.current.unitSegments, businessOn)?.units ?? null;
  const proposed = taken.evidence?.total ?? null;
  const decided = { ...line, readingId, before, proposed };
  if (proposed === null) return { ...decided, outcome: "not-counted" };
  if (taken.state === "held") {
    const silenced = isSilenced(waiting, heldCount({ ...decided, outcome: "held" }));
    return { ...decided, outcome: silenced ? "unchanged" : "held" };
  }
  if (!mayChangeUnits(taken.state)) return { ...decided, outcome: "not-counted" };
  return { ...decided, outcome: before === proposed ? "unchanged" : "changed" };
}

const heldCount = ({ lineId, readingId, before, proposed, taken }: Decided): HeldCount => ({
  lineId,
  readingId,
  before,
  proposed: proposed!,
  reasons: taken.reasons,
});

/** The new units with all that follows from them. */
async function changeUnits(
  db: Db,
  ctx: CommandContext,
  businessOn: string,
  changed: readonly Decided[],
): Promise<void> {
  if (changed.length === 0) return;
  const changes = changed.map((line) => {
    const { line: own, unitSegments } = line.known.current;
    const isFirst = unitSegments.length === 0;
    const effectiveOn = isFirst || own.startOn > businessOn ? own.startOn : businessOn;
    return { ...line, effectiveOn, recordedAt: afterLast(ctx, unitSegments.at(-1)?.recordedAt) };
  });
  await db.execute(
    insertRows(
      unitSegment,
      changes.map(({ lineId, effectiveOn, recordedAt, proposed, readingId }) => ({
        tenantId: ctx.scope.tenantId,
        lineId,
        effectiveOn,
        units: proposed!,
        source: "nightly" as const,
        readingId,
        recordedAt,
        recordedBy: ctx.actor.name,
      })),
    ),
  );
  await recordAudits(
    db,
    ctx,
    changes.map(({ lineId, before, proposed, effectiveOn }) => ({
      action: "contract-line.units-counted",
      subject: { kind: "contract-line", id: lineId },
      changes: { units: { from: before, to: proposed }, effectiveOn: { from: null, to: effectiveOn } },
    })),
  );
  const faults = await projectLines(
    db,
    ctx,
    changes.map(({ lineId }) => lineId),
  );
  if (faults.size > 0) throw new LinesCannotBeBilled(faults);
}

async function recordOutcomes(
  db: Db,
  ctx: CommandContext,
  runId: string,
  decided: readonly Decided[],
): Promise<void> {
  await db.execute(sql`${insertRows(
    syncRunLine,
    decided.map(({ lineId, readingId, taken, outcome, before, proposed }) => ({
      tenantId: ctx.scope.tenantId,
      runId,
      lineId,
      readingId,
      state: taken.state,
      outcome,
      previousUnits: before,
      units: outcome === "changed" ? proposed : before,
      reasons: taken.reasons,
    })),
  )}
    ON CONFLICT (tenant_id, run_id, line_id) DO UPDATE SET
      reading_id = excluded.reading_id, state = excluded.state, outcome = excluded.outcome,
      previous_units = excluded.previous_units, units = excluded.units, reasons = excluded.reasons`);
}
