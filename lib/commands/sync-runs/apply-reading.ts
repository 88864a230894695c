import { and, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { heldChange } from "@/db/schema/counting";
import { type LineOutcome, syncRunLine } from "@/db/schema/sync-run";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { mayChangeUnits } from "@/lib/domain/counting/reading-state";
import { recordAudit } from "../audit";
import { reprojectLine } from "../billing/reproject-line";
import type { CommandContext } from "../context";
import { appendUnitSegment } from "../contract-lines/append-segment";
import { type CurrentLine, segmentOn } from "../contract-lines/current-line";
import { holdChange } from "../held-changes/hold-change";
import { type PackedEvidence, storeReading } from "../readings/store-reading";
import type { TakenReading } from "../readings/take-reading";

export type ReadingToApply = {
  runId: string;
  businessOn: string;
  lineId: string;
  current: CurrentLine;
  rule: CountRule;
  taken: TakenReading;
  packed: PackedEvidence | null;
};

/** Records a nightly reading and does what its state allows; the caller's transaction holds the line. */
export async function applyReading(db: Db, ctx: CommandContext, input: ReadingToApply): Promise<LineOutcome> {
  const { current, taken } = input;
  const readingId = await storeReading(db, ctx, {
    accountId: current.contract.accountId,
    contractId: current.contract.id,
    lineId: input.lineId,
    runId: input.runId,
    source: "nightly",
    rule: input.rule,
    businessOn: input.businessOn,
    taken,
    packed: input.packed,
    askedByUserId: null,
  });
  const before = segmentOn(current.unitSegments, input.businessOn)?.units ?? null;
  const proposed = taken.evidence?.total ?? null;
  const outcome = await outcomeOf(db, ctx, input, readingId, before, proposed);
  const columns = {
    readingId,
    state: taken.state,
    outcome,
    previousUnits: before,
    units: outcome === "changed" ? proposed : before,
    reasons: taken.reasons,
  };
  await db
    .insert(syncRunLine)
    .values({ ...columns, tenantId: ctx.scope.tenantId, runId: input.runId, lineId: input.lineId })
    .onConflictDoUpdate({
      target: [syncRunLine.tenantId, syncRunLine.runId, syncRunLine.lineId],
      set: columns,
    });
  return outcome;
}

async function outcomeOf(
  db: Db,
  ctx: CommandContext,
  { current, taken, businessOn, lineId }: ReadingToApply,
  readingId: string,
  before: string | null,
  proposed: string | null,
): Promise<LineOutcome> {
  if (proposed === null) return "not-counted";
  if (taken.state === "held") {
    return holdChange(db, ctx, { lineId, readingId, businessOn, before, proposed, reasons: taken.reasons });
  }
  if (!mayChangeUnits(taken.state)) return "not-counted";

  await closeHeld(db, ctx, lineId);
  if (before === proposed) return "unchanged";
  const isFirst = current.unitSegments.length === 0;
  const effectiveOn = isFirst || current.line.startOn > businessOn ? current.line.startOn : businessOn;
  await appendUnitSegment(db, ctx, { lineId, effectiveOn, units: proposed, source: "nightly", readingId });
  await recordAudit(db, ctx, {
    action: "contract-line.units-counted",
    subject: { kind: "contract-line", id: lineId },
    changes: { units: { from: before, to: proposed }, effectiveOn: { from: null, to: effectiveOn } },
  });
  await reprojectLine(db, ctx, lineId);
  return "changed";
}

/** A count that stands answers every open or silenced one. */
async function closeHeld(db: Db, ctx: CommandContext, lineId: string): Promise<void> {
  await db
    .update(heldChange)
    .set({ status: "closed", version: sql`${heldChange.version} + 1` })
    .where(
      and(
        eq(heldChange.tenantId, ctx.scope.tenantId),
        eq(heldChange.lineId, lineId),
        inArray(heldChange.status, ["open", "rejected"]),
      ),
    );
}
