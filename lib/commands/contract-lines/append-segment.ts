import { and, desc, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { priceSegment } from "@/db/schema/contract";
import { unitSegment } from "@/db/schema/counting";
import type { CommandContext } from "../context";

/** One recorded instant later than any of the line's: knowledge order must not depend on the clock's resolution. */
export function afterLast(ctx: CommandContext, last: string | undefined): string {
  const now = ctx.now().epochMilliseconds;
  return new Date(last === undefined ? now : Math.max(now, Date.parse(last) + 1)).toISOString();
}

export type NewUnitSegment = {
  lineId: string;
  /** The date from which the units count. */
  effectiveOn: string;
  /** The count itself, before minimum, included and maximum units. */
  units: string;
  source: "nightly" | "update-units" | "approved" | "typed";
  readingId: string | null;
  reason?: string;
};

/** Appends units from a date on; earlier segments stay as they were recorded (design.md 5). */
export async function appendUnitSegment(db: Db, ctx: CommandContext, segment: NewUnitSegment): Promise<void> {
  const [last] = await db
    .select({ recordedAt: unitSegment.recordedAt })
    .from(unitSegment)
    .where(and(eq(unitSegment.tenantId, ctx.scope.tenantId), eq(unitSegment.lineId, segment.lineId)))
    .orderBy(desc(unitSegment.recordedAt))
    .limit(1);
  await db.insert(unitSegment).values({
    ...segment,
    tenantId: ctx.scope.tenantId,
    reason: segment.reason ?? null,
    recordedAt: afterLast(ctx, last?.recordedAt),
    recordedBy: ctx.actor.name,
  });
}

export type NewPriceSegment = {
  lineId: string;
  effectiveOn: string;
  unitPrice: string;
  unitCost: string | null;
};

/** Appends a unit price from a date on. */
export async function appendPriceSegment(
  db: Db,
  ctx: CommandContext,
  segment: NewPriceSegment,
): Promise<void> {
  const [last] = await db
    .select({ recordedAt: priceSegment.recordedAt })
    .from(priceSegment)
    .where(and(eq(priceSegment.tenantId, ctx.scope.tenantId), eq(priceSegment.lineId, segment.lineId)))
    .orderBy(desc(priceSegment.recordedAt))
    .limit(1);
  await db.insert(priceSegment).values({
    ...segment,
    tenantId: ctx.scope.tenantId,
    recordedAt: afterLast(ctx, last?.recordedAt),
    recordedBy: ctx.actor.name,
  });
}
