import { sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { evidence, reading } from "@/db/schema/counting";
import { sha256 } from "@/lib/domain/content-hash";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { type CountEvidence, compress, evidenceBytes } from "@/lib/domain/counting/receipt";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { isCancelledRecount } from "./recount-cancellation";
import type { TakenReading } from "./take-reading";

/** Evidence in the form it is kept in: compressed bytes under the hash of their canonical form. */
export type PackedEvidence = { hash: string; compressed: Uint8Array };

/** Packs evidence; done before a transaction opens, because hashing and compressing wait. */
export async function packEvidence(found: CountEvidence | null): Promise<PackedEvidence | null> {
  if (!found) return null;
  const bytes = evidenceBytes(found);
  const [hash, compressed] = await Promise.all([sha256(bytes), compress(bytes)]);
  return { hash, compressed };
}

export type NewReading = {
  accountId: string;
  contractId: string;
  lineId: string | null;
  runId: string | null;
  source: "nightly" | "update-units";
  rule: CountRule;
  businessOn: string;
  taken: TakenReading;
  packed: PackedEvidence | null;
  askedByUserId: string | null;
};

/**
 * Stores a reading with its receipt, in one statement; equal evidence is kept once (design.md 3). Returns the reading's id.
 * @throws CommandRefused "recount-cancelled" where `recountId` was called off: the transaction must end by it.
 */
export async function storeReading(
  db: Db,
  ctx: CommandContext,
  found: NewReading,
  recountId?: string,
): Promise<string> {
  const { taken, packed, ...columns } = found;
  const at = ctx.now().toString({ smallestUnit: "millisecond" });
  const receipts = packed
    ? [
        db.$with("stored").as(
          db
            .insert(evidence)
            .values({
              tenantId: ctx.scope.tenantId,
              hash: packed.hash,
              compressed: packed.compressed,
              firstStoredAt: at,
            })
            .onConflictDoNothing()
            .returning({ hash: evidence.hash }),
        ),
      ]
    : [];
  const [stored] = await db
    .with(...receipts)
    .insert(reading)
    .values({
      ...columns,
      tenantId: ctx.scope.tenantId,
      askedAt: at,
      state: taken.state,
      reasons: taken.reasons,
      units: taken.evidence?.total ?? null,
      evidenceHash: packed?.hash ?? null,
    })
    .returning({
      id: reading.id,
      isCancelled: recountId === undefined ? sql<boolean>`false` : isCancelledRecount(ctx, recountId),
    });
  if (stored!.isCancelled) throw new CommandRefused("recount-cancelled");
  return stored!.id;
}
