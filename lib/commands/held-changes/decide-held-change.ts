import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { heldChange } from "@/db/schema/counting";
import { authorize } from "@/lib/auth/policy";
import { type DecideHeldChangeInput, decideHeldChangeSchema } from "@/lib/inputs/held-changes";
import { recordAudit } from "../audit";
import { reprojectLine } from "../billing/reproject-line";
import type { CommandContext } from "../context";
import { appendUnitSegment } from "../contract-lines/append-segment";
import { currentLine } from "../contract-lines/current-line";
import { CommandRefused } from "../refusal";

/**
 * Approves or rejects a held change. Approval applies the latest held value from the date that value was first seen; a
 * rejection keeps the units and stays silent until the count differs (design.md 5).
 * @throws CommandRefused "not-found"; "changed-meanwhile" where a later night or another person was first.
 */
export async function decideHeldChange(
  ctx: CommandContext,
  raw: DecideHeldChangeInput,
): Promise<{ lineId: string }> {
  authorize(ctx, "held.decide");
  const input = decideHeldChangeSchema.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const own = and(eq(heldChange.tenantId, ctx.scope.tenantId), eq(heldChange.id, input.heldChangeId));
    const [held] = await db.select().from(heldChange).where(own).for("update");
    if (!held) throw new CommandRefused("not-found", { what: "held change" });
    if (held.status !== "open" || held.version !== input.version)
      throw new CommandRefused("changed-meanwhile", { what: "held change" });

    const isApproved = input.decision === "approve";
    await db
      .update(heldChange)
      .set({
        status: isApproved ? "approved" : "rejected",
        version: held.version + 1,
        decidedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        decidedBy: ctx.actor.name,
        decisionReason: input.reason,
      })
      .where(own);
    if (isApproved) {
      const { line, unitSegments } = await currentLine(db, ctx, held.lineId);
      const isFirst = unitSegments.length === 0;
      await appendUnitSegment(db, ctx, {
        lineId: held.lineId,
        effectiveOn: isFirst || line.startOn > held.firstSeenOn ? line.startOn : held.firstSeenOn,
        units: held.proposedUnits,
        source: "approved",
        readingId: held.readingId,
        reason: input.reason,
      });
      await reprojectLine(db, ctx, held.lineId);
    }
    await recordAudit(db, ctx, {
      action: isApproved ? "held-change.approved" : "held-change.rejected",
      subject: { kind: "contract-line", id: held.lineId },
      changes: {
        units: { from: held.currentUnits, to: isApproved ? held.proposedUnits : held.currentUnits },
      },
      reason: input.reason,
    });
    return { lineId: held.lineId };
  });
}
