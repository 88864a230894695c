import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { coverageException } from "@/db/schema/coverage";
import { authorize } from "@/lib/auth/policy";
import { type WithdrawExceptionInput, withdrawExceptionInput } from "@/lib/inputs/coverage";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** Takes an accepted exception back: the value is flagged again. One that is taken back already stays so. */
export async function withdrawException(
  ctx: CommandContext,
  raw: WithdrawExceptionInput,
): Promise<{ id: string }> {
  authorize(ctx, "contracts.manage");
  const { exceptionId } = withdrawExceptionInput.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const own = and(
      eq(coverageException.tenantId, ctx.scope.tenantId),
      eq(coverageException.id, exceptionId),
    );
    const [found] = await db.select().from(coverageException).where(own).for("update");
    if (!found) throw new CommandRefused("not-found", { what: "exception" });
    if (found.withdrawnAt !== null) return { id: found.id };
    await db
      .update(coverageException)
      .set({
        withdrawnAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        withdrawnBy: ctx.actor.name,
      })
      .where(own);
    await recordAudit(db, ctx, {
      action: "coverage-exception.withdrawn",
      subject: { kind: "account", id: found.accountId },
      changes: { asset: { from: found.assetId, to: null }, coverage: { from: found.kind, to: null } },
    });
    return { id: found.id };
  });
}
