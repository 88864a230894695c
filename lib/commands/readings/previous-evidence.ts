import { and, desc, eq, exists, inArray, or, sql } from "drizzle-orm";
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

/** The count behind a line's units: its receipt by hash, and when it was asked for (ISO instant). */
export type PreviousReading = { evidenceHash: string; askedAt: string };

/** `previousCount` of many lines, by line, without the receipts themselves. */
export async function previousReadings(
  db: Db,
  ctx: CommandContext,
  lineIds: readonly string[],
): Promise<Map<string, PreviousReading>> {
  const own = sql`${ctx.scope.tenantId}::uuid`;
  const result: unknown = await db.execute(sql`
    SELECT l.id AS "lineId", found.evidence_hash AS "evidenceHash", to_json(found.asked_at) #>> '{}' AS "askedAt"
      FROM json_array_elements_text(${JSON.stringify(lineIds)}::json) AS l(id)
     CROSS JOIN LATERAL (
       SELECT * FROM (
         (SELECT r.position, r.evidence_hash, r.asked_at FROM reading r
           WHERE r.tenant_id = ${own} AND r.line_id = l.id::uuid AND r.source = 'nightly'
             AND r.state IN ('counted', 'empty')
           ORDER BY r.position DESC LIMIT 1)
         UNION ALL
         SELECT r.position, r.evidence_hash, r.asked_at
           FROM unit_segment s JOIN reading r ON r.tenant_id = s.tenant_id AND r.id = s.reading_id
          WHERE s.tenant_id = ${own} AND s.line_id = l.id::uuid AND r.evidence_hash IS NOT NULL) AS counts
        ORDER BY position DESC LIMIT 1) AS found`);
  const { rows } = result as { rows: (PreviousReading & { lineId: string })[] };
  return new Map(
    rows.map(({ lineId, evidenceHash, askedAt }) => [
      lineId,
      { evidenceHash, askedAt: new Date(askedAt).toISOString() },
    ]),
  );
}

/** Compressed receipts by their hash. */
export async function packedEvidence(
  db: Db,
  ctx: CommandContext,
  hashes: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const rows = await db
    .select({ hash: evidence.hash, compressed: evidence.compressed })
    .from(evidence)
    .where(and(eq(evidence.tenantId, ctx.scope.tenantId), inArray(evidence.hash, [...new Set(hashes)])));
  return new Map(rows.map(({ hash, compressed }) => [hash, compressed]));
}

/** The receipt itself; done outside the transaction, because it waits for the decompression. */
export async function unpackEvidence(packed: Uint8Array | undefined): Promise<CountEvidence | null> {
  if (!packed) return null;
  return JSON.parse(new TextDecoder().decode(await decompress(packed))) as CountEvidence;
}
