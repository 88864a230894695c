import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { charge, openingAmount } from "@/db/schema/billing";
import type { CommandContext } from "../context";
import { dayAfter, requireWithinReach, today } from "../contracts/effective-date";
import type { ContractRow } from "../contracts/take-contract";
import { CommandRefused } from "../refusal";
import { appendPriceSegment, appendUnitSegment } from "./append-segment";
import type { CurrentLine } from "./current-line";

/**
 * Checks a line's start date: inside its contract, not past the line's own end, unchanged once anything of the line is
 * posted, and its first billed day at most 12 months back. Refuses `invalid` and `too-far-back`.
 */
export async function requireSoundStart(
  db: Db,
  ctx: CommandContext,
  contract: Pick<ContractRow, "startOn" | "endOn" | "billedElsewhereThroughOn">,
  before: CurrentLine | null,
  startOn: string,
): Promise<void> {
  if (before?.line.startOn === startOn) return;
  const refuse = (message: string): never => {
    throw new CommandRefused("invalid", {}, [{ path: "startOn", message }]);
  };
  if (startOn < contract.startOn)
    refuse(`The contract starts on ${contract.startOn}; enter that day or a later one`);
  if (contract.endOn !== null && startOn > contract.endOn)
    refuse(`The contract ends on ${contract.endOn}; enter that day or an earlier one`);
  if (before?.line.endOn && startOn > before.line.endOn)
    refuse(`This service line ends on ${before.line.endOn}; enter that day or an earlier one`);
  if (before && (await isLinePosted(db, ctx, before.line.id)))
    refuse(
      "The start date can no longer change: amounts of this service line are posted, and they rest on it",
    );
  const through = contract.billedElsewhereThroughOn;
  const firstBilledOn = through !== null && through >= startOn ? dayAfter(through) : startOn;
  if (firstBilledOn < today(ctx)) requireWithinReach(ctx, "startOn", firstBilledOn);
}

/** Whether anything of the line is posted, here or before go-live: opening amounts name their periods too. */
async function isLinePosted(db: Db, ctx: CommandContext, lineId: string): Promise<boolean> {
  const { tenantId } = ctx.scope;
  const charges = await db
    .select({ id: charge.id })
    .from(charge)
    .where(and(eq(charge.tenantId, tenantId), eq(charge.lineId, lineId)))
    .limit(1);
  if (charges.length > 0) return true;
  const opening = await db
    .select({ lineId: openingAmount.lineId })
    .from(openingAmount)
    .where(and(eq(openingAmount.tenantId, tenantId), eq(openingAmount.lineId, lineId)))
    .limit(1);
  return opening.length > 0;
}

/** A line that now starts earlier than its first units and price: both count from the new start. */
export async function extendToStart(
  db: Db,
  ctx: CommandContext,
  before: CurrentLine,
  startOn: string,
): Promise<void> {
  const lineId = before.line.id;
  const reason = "Start date moved to an earlier day";
  const units = earliest(before.unitSegments);
  if (units && units.effectiveOn > startOn) {
    const { source, readingId } = units;
    await appendUnitSegment(db, ctx, {
      lineId,
      effectiveOn: startOn,
      units: units.units,
      source,
      readingId,
      reason,
    });
  }
  const price = earliest(before.priceSegments);
  if (price && price.effectiveOn > startOn) {
    const { unitPrice, unitCost } = price;
    await appendPriceSegment(db, ctx, { lineId, effectiveOn: startOn, unitPrice, unitCost });
  }
}

/** What applies on the first day: of equal dates the later recorded one. */
function earliest<Segment extends { effectiveOn: string; recordedAt: string }>(
  segments: readonly Segment[],
): Segment | undefined {
  return [...segments].sort((a, b) =>
    a.effectiveOn === b.effectiveOn
      ? b.recordedAt.localeCompare(a.recordedAt)
      : a.effectiveOn.localeCompare(b.effectiveOn),
  )[0];
}
