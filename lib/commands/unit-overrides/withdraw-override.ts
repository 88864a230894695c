import { and, eq, isNull } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { unitOverride } from "@/db/schema/counting";
import { authorize } from "@/lib/auth/policy";
import { type WithdrawOverrideInput, withdrawOverrideInput } from "@/lib/inputs/unit-overrides";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { reprojectOrRefuse } from "../contract-lines/billable";
import { takeLine } from "../contract-lines/take-line";
import { requireWithinReach } from "../contracts/effective-date";
import { CommandRefused } from "../refusal";

/**
 * Takes an override back: its days are billed by what was counted, and what is posted of them is corrected by items in
 * Billing Review. Refuses `not-found` for one that does not stand any more, and `too-far-back`.
 */
export async function withdrawOverride(
  ctx: CommandContext,
  raw: WithdrawOverrideInput,
): Promise<{ version: number }> {
  authorize(ctx, "contracts.manage");
  const { overrideId, lineId, version } = withdrawOverrideInput.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const { line } = await takeLine(db, ctx, { lineId, version });
    const [withdrawn] = await db
      .update(unitOverride)
      .set({
        withdrawnAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        withdrawnBy: ctx.actor.name,
      })
      .where(
        and(
          eq(unitOverride.tenantId, ctx.scope.tenantId),
          eq(unitOverride.id, overrideId),
          eq(unitOverride.lineId, lineId),
          isNull(unitOverride.withdrawnAt),
        ),
      )
      .returning();
    if (!withdrawn) throw new CommandRefused("not-found", { what: "override" });
    // Taking it back changes what its days bill, as setting it does.
    requireWithinReach(ctx, "fromOn", withdrawn.fromOn);
    await reprojectOrRefuse(db, ctx, lineId);
    await recordAudit(db, ctx, {
      action: "unit-override.withdrawn",
      subject: { kind: "contract-line", id: lineId },
      changes: {
        units: { from: withdrawn.units, to: null },
        fromOn: { from: withdrawn.fromOn, to: null },
        throughOn: { from: withdrawn.throughOn, to: null },
        version: { from: version, to: line.version },
      },
    });
    return { version: line.version };
  });
}
