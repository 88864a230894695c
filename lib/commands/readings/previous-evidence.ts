import { and, desc, eq, exists, inArray, or } from "drizzle-orm";
import type { Db } from "@/db/database";
import { evidence, reading, unitSegment } from "@/db/schema/counting";
import { type CountEvidence, decompress } from "@/lib/domain/counting/receipt";
import type { CommandContext } from "../context";

export type PreviousCount = { packed: Uint8Array; askedAt: string } | null;

/**
 * The compressed receipt of the count behind a line's units: its last nightly count that stood, or the last reading that
 * a person saved or approved. Readings that were only looked at in the form, and held ones, are none.
 */
export async function previousCount(db: Db, ctx: CommandContext, lineId: string): Promise<PreviousCount> {
  const [found] = await db
    .select({ packed: evidence.compressed, askedAt: reading.askedAt })
    .from(reading)
    .innerJoin(
      evidence,
      and(eq(evidence.tenantId, reading.tenantId), eq(evidence.hash, reading.evidenceHash)),
    )
    .where(
      and(
        eq(reading.tenantId, ctx.scope.tenantId),
        or(
          and(
            eq(reading.lineId, lineId),
            eq(reading.source, "nightly"),
            inArray(reading.state, ["counted", "empty"]),
          ),
          exists(
            db
              .select({ id: unitSegment.id })
              .from(unitSegment)
              .where(
                and(
                  eq(unitSegment.tenantId, reading.tenantId),
                  eq(unitSegment.lineId, lineId),
                  eq(unitSegment.readingId, reading.id),
                ),
              ),
          ),
        ),
      ),
    )
    .orderBy(desc(reading.position))
    .limit(1);
  return found ?? null;
}

/** The receipt itself; done outside the transaction, because it waits for the decompression. */
export async function unpackEvidence(packed: Uint8Array | undefined): Promise<CountEvidence | null> {
  if (!packed) return null;
  return JSON.parse(new TextDecoder().decode(await decompress(packed))) as CountEvidence;
}
