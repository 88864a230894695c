import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { heldChange, unitSegment } from "@/db/schema/counting";
import type { ParsedLineInput } from "@/lib/inputs/contract-lines";
import type { CommandContext } from "../context";
import { laterDay, requireWithinReach, today } from "../contracts/effective-date";
import { requireUsableReading } from "../readings/usable-reading";
import { CommandRefused } from "../refusal";
import { appendUnitSegment, type NewUnitSegment } from "./append-segment";
import { type CurrentLine, segmentOn } from "./current-line";

type Saved = {
  lineId: string;
  before: CurrentLine | null;
  input: ParsedLineInput;
  isRuleChanged: boolean;
  /** False where the account has no organization, or the line is counted later: it is then saved without units. */
  mustBeCounted: boolean;
};

/** Units that were written, with the first day they count from; null where they stay as they are. */
export type SavedUnits = { units: string; effectiveOn: string } | null;

/**
 * Writes units only where they change. A line's first units count from its start, later ones from Effective from. Counted
 * units come from the stored reading alone (design.md 9).
 */
export async function saveUnits(db: Db, ctx: CommandContext, saved: Saved): Promise<SavedUnits> {
  const { input } = saved;
  if (input.billBy.by === "none") {
    await closeHeld(db, ctx, saved, "Units are typed by hand now");
    return typedUnits(db, ctx, saved, input.billBy.units);
  }
  const { readingId, rule } = input.billBy;
  if (readingId === null) {
    if (saved.isRuleChanged && saved.mustBeCounted) throw countFirst();
    if (saved.isRuleChanged) await closeHeld(db, ctx, saved, "What is counted was changed");
    return null;
  }
  const { contractId } = input;
  const reading = await requireUsableReading(db, ctx, { readingId, contractId, lineId: input.lineId, rule });
  if (saved.before === null) await requireUnused(db, ctx, readingId);
  await closeHeld(db, ctx, saved, "Units were updated and saved");
  return countedUnits(db, ctx, saved, reading);
}

/** One count bills one new line: a second line from it would bill the same assets twice. */
async function requireUnused(db: Db, ctx: CommandContext, readingId: string): Promise<void> {
  const used = await db
    .select({ id: unitSegment.id })
    .from(unitSegment)
    .where(and(eq(unitSegment.tenantId, ctx.scope.tenantId), eq(unitSegment.readingId, readingId)))
    .limit(1);
  if (used.length > 0) throw new CommandRefused("reading-foreign", { readingId });
}

function countFirst(): CommandRefused {
  const message = "What is counted is new or has changed: press Update Units, then save";
  return new CommandRefused("invalid", { message }, [{ path: "billBy.readingId", message }]);
}

async function typedUnits(db: Db, ctx: CommandContext, saved: Saved, units: string): Promise<SavedUnits> {
  const effectiveOn = effectiveDay(saved);
  const current = saved.before && segmentOn(saved.before.unitSegments, effectiveOn);
  if (current?.units === units) return null;
  await append(db, ctx, saved, { effectiveOn, units, source: "typed", readingId: null });
  return { units, effectiveOn };
}

async function countedUnits(
  db: Db,
  ctx: CommandContext,
  saved: Saved,
  reading: { id: string; units: string },
): Promise<SavedUnits> {
  const todayOn = today(ctx);
  const effectiveOn = effectiveDay(saved);
  if (hasUnits(saved.before) && effectiveOn > todayOn && effectiveOn > saved.input.startOn)
    throw new CommandRefused("invalid", {}, [
      {
        path: "effectiveOn",
        message: `A count is of today, ${todayOn}: it can take effect today or earlier, not on ${effectiveOn}`,
      },
    ]);
  const segments = saved.before?.unitSegments ?? [];
  const segment = { units: reading.units, source: "update-units", readingId: reading.id } as const;
  const days = new Set([effectiveOn]);
  // Units recorded for a later day stay (design.md 5); but what was counted today is true today.
  const hasLaterUnits = segments.some(
    (each) => each.effectiveOn > effectiveOn && each.effectiveOn <= todayOn,
  );
  if (hasLaterUnits) days.add(todayOn);

  let written: SavedUnits = null;
  for (const on of days) {
    const current = segmentOn(segments, on);
    if (current?.units === reading.units) continue;
    await append(db, ctx, saved, { effectiveOn: on, ...segment });
    written ??= { units: reading.units, effectiveOn: on };
  }
  return written;
}

/** The first units of a line count from its start. */
function effectiveDay({ before, input }: Saved): string {
  if (!hasUnits(before)) return input.startOn;
  return laterDay(input.effectiveOn, input.startOn);
}

function hasUnits(before: CurrentLine | null): before is CurrentLine {
  return before !== null && before.unitSegments.length > 0;
}

async function append(
  db: Db,
  ctx: CommandContext,
  { lineId, before, input }: Saved,
  segment: Omit<NewUnitSegment, "lineId" | "reason">,
): Promise<void> {
  if (hasUnits(before)) requireWithinReach(ctx, "effectiveOn", segment.effectiveOn);
  await appendUnitSegment(db, ctx, { ...segment, lineId, ...(input.reason && { reason: input.reason }) });
}

/** A change that waited for a person is settled by a person's save; its own count stays in the list of readings. */
async function closeHeld(db: Db, ctx: CommandContext, { before }: Saved, reason: string): Promise<void> {
  if (before === null) return;
  await db
    .update(heldChange)
    .set({
      status: "closed",
      decidedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
      decidedBy: ctx.actor.name,
      decisionReason: reason,
    })
    .where(
      and(
        eq(heldChange.tenantId, ctx.scope.tenantId),
        eq(heldChange.lineId, before.line.id),
        eq(heldChange.status, "open"),
      ),
    );
}
