import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { ownToleranceOf } from "@/db/nightly-changes-of";
import { lineTolerance } from "@/db/schema/nightly-changes";
import { authorize } from "@/lib/auth/policy";
import { type SaveLineToleranceInput, saveLineToleranceInput } from "@/lib/inputs/nightly-changes";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { currentLine } from "../contract-lines/current-line";

/**
 * Gives a line limits of its own in place of the company's as a whole, or takes them back; from the next count on.
 * @throws CommandRefused "not-allowed", "not-found".
 */
export async function saveLineTolerance(ctx: CommandContext, raw: SaveLineToleranceInput): Promise<void> {
  authorize(ctx, "contracts.manage");
  const { lineId, isOwn, ...limits } = saveLineToleranceInput.parse(raw);
  await withTenant(ctx.scope, async (db) => {
    await currentLine(db, ctx, lineId);
    const before = await ownToleranceOf(db, ctx.scope, lineId);
    const { tenantId } = ctx.scope;
    const saved = {
      ...limits,
      savedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
      savedBy: ctx.actor.name,
    };
    if (isOwn) {
      await db
        .insert(lineTolerance)
        .values({ ...saved, tenantId, lineId })
        .onConflictDoUpdate({ target: [lineTolerance.tenantId, lineTolerance.lineId], set: saved });
    } else {
      await db
        .delete(lineTolerance)
        .where(and(eq(lineTolerance.tenantId, tenantId), eq(lineTolerance.lineId, lineId)));
    }
    await recordAudit(db, ctx, {
      action: "contract-line.nightly-changes-saved",
      subject: { kind: "contract-line", id: lineId },
      changes: { nightlyChanges: { from: before, to: isOwn ? limits : null } },
    });
  });
}
