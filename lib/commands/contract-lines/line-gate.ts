import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { nightlyChangesOf, ownToleranceOf } from "@/db/nightly-changes-of";
import { evidence, reading } from "@/db/schema/counting";
import { itGlueSettings } from "@/db/schema/it-glue";
import { gate, type HeldReason } from "@/lib/domain/counting/gate";
import type { ParsedLineInput } from "@/lib/inputs/contract-lines";
import type { CommandContext } from "../context";
import { previousCount, unpackEvidence } from "../readings/previous-evidence";
import { requireUsableReading } from "../readings/usable-reading";
import { CommandRefused } from "../refusal";
import { currentLine, segmentOn } from "./current-line";

/**
 * Refuses `reason-required` for a count beyond the gate that is saved without a reason (design.md 5). A line's first
 * count was seen in the form and needs none. Opens a transaction of its own, because unpacking receipts waits.
 */
export async function requireReasonBeyondGate(
  ctx: CommandContext,
  { contractId, lineId, version, billBy }: ParsedLineInput,
): Promise<void> {
  if (lineId === null || billBy.by === "none" || billBy.readingId === null) return;
  const { readingId, rule } = billBy;
  const found = await withTenant(ctx.scope, async (db) => {
    const current = await currentLine(db, ctx, lineId);
    // An outdated form is told so by the save itself, which comes first.
    if (current.line.version !== version) return null;
    await requireUsableReading(db, ctx, { readingId, contractId, lineId, rule });
    const [now] = await db
      .select({ packed: evidence.compressed, businessOn: reading.businessOn })
      .from(reading)
      .innerJoin(
        evidence,
        and(eq(evidence.tenantId, reading.tenantId), eq(evidence.hash, reading.evidenceHash)),
      )
      .where(and(eq(reading.tenantId, ctx.scope.tenantId), eq(reading.id, readingId)));
    const [settings] = await db
      .select({ identityChangedAt: itGlueSettings.identityChangedAt })
      .from(itGlueSettings)
      .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId));
    return {
      now,
      current,
      previous: await previousCount(db, ctx, lineId),
      identityChangedAt: settings?.identityChangedAt ?? null,
      tolerance:
        (await ownToleranceOf(db, ctx.scope, lineId)) ?? (await nightlyChangesOf(db, ctx.scope)).tolerance,
    };
  });
  if (!found) return;
  const evidenceNow = await unpackEvidence(found.now?.packed);
  const previous = await unpackEvidence(found.previous?.packed);
  if (!found.now || !evidenceNow) return;
  const { terms, priceSegments } = found.current;
  const verdict = gate({
    previous,
    current: evidenceNow,
    terms: {
      rounding: terms.rounding,
      minimum: terms.minimumUnits,
      included: terms.includedUnits,
      maximum: terms.maximumUnits,
    },
    tolerance: found.tolerance,
    unitPrice: segmentOn(priceSegments, found.now.businessOn)?.unitPrice ?? null,
    isFirstNightCount: false,
    isIdentityChanged:
      found.identityChangedAt !== null &&
      found.previous !== null &&
      found.identityChangedAt > found.previous.askedAt,
  });
  if (verdict.verdict === "held") throw reasonRequired(verdict.reasons);
}

function reasonRequired(reasons: HeldReason[]): CommandRefused {
  const why = reasons.map(({ message }) => message).join("; ");
  return new CommandRefused("reason-required", { why }, [
    { path: "reason", message: `${why}. Say why this is right, then save again` },
  ]);
}
