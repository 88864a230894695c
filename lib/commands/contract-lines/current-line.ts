import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "@/db/database";
import { contract, contractLine, lineTerms, priceSegment } from "@/db/schema/contract";
import { unitOverride, unitSegment } from "@/db/schema/counting";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

export type CurrentLine = {
  line: typeof contractLine.$inferSelect;
  contract: typeof contract.$inferSelect;
  /** The newest terms. */
  terms: typeof lineTerms.$inferSelect;
  /** Every version of the terms, the first one first. */
  termsVersions: (typeof lineTerms.$inferSelect)[];
  /** Every recorded segment, oldest knowledge first. */
  unitSegments: (typeof unitSegment.$inferSelect)[];
  priceSegments: (typeof priceSegment.$inferSelect)[];
  /** Overrides that stand, by their first day. */
  overrides: (typeof unitOverride.$inferSelect)[];
};

/** A line with all that its billing depends on; refuses with `not-found` for a line that is not of this tenant. */
export async function currentLine(db: Db, ctx: CommandContext, lineId: string): Promise<CurrentLine> {
  const own = { tenant: ctx.scope.tenantId, line: lineId };
  const [found] = await db
    .select({ line: contractLine, contract })
    .from(contractLine)
    .innerJoin(
      contract,
      and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
    )
    .where(and(eq(contractLine.tenantId, own.tenant), eq(contractLine.id, own.line)));
  const termsVersions = await db
    .select()
    .from(lineTerms)
    .where(and(eq(lineTerms.tenantId, own.tenant), eq(lineTerms.lineId, own.line)))
    .orderBy(lineTerms.termsVersion);
  const terms = termsVersions.at(-1);
  if (!found || !terms) throw new CommandRefused("not-found", { what: "service line" });
  const unitSegments = await db
    .select()
    .from(unitSegment)
    .where(and(eq(unitSegment.tenantId, own.tenant), eq(unitSegment.lineId, own.line)))
    .orderBy(unitSegment.recordedAt);
  const priceSegments = await db
    .select()
    .from(priceSegment)
    .where(and(eq(priceSegment.tenantId, own.tenant), eq(priceSegment.lineId, own.line)))
    .orderBy(priceSegment.recordedAt);
  const overrides = await db
    .select()
    .from(unitOverride)
    .where(
      and(
        eq(unitOverride.tenantId, own.tenant),
        eq(unitOverride.lineId, own.line),
        isNull(unitOverride.withdrawnAt),
      ),
    )
    .orderBy(unitOverride.fromOn);
  return { ...found, terms, termsVersions, unitSegments, priceSegments, overrides };
}

/** The segment that applies on a date: the latest effective on or before it, of equal dates the later recorded. */
export function segmentOn<Segment extends { effectiveOn: string; recordedAt: string }>(
  segments: readonly Segment[],
  on: string,
): Segment | undefined {
  let applies: Segment | undefined;
  for (const segment of segments) {
    if (segment.effectiveOn > on) continue;
    const isLater =
      applies === undefined ||
      segment.effectiveOn > applies.effectiveOn ||
      (segment.effectiveOn === applies.effectiveOn && segment.recordedAt >= applies.recordedAt);
    if (isLater) applies = segment;
  }
  return applies;
}
