import { and, eq, isNull } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { accountPark } from "@/db/schema/billing-job";
import { authorize } from "@/lib/auth/policy";
import { type ReleaseAccountInput, releaseAccountSchema } from "@/lib/inputs/conservation";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/**
 * Lets a parked account be billed again. The check parks it anew only once it differs in another way; a run that cannot bill it
 * parks it again.
 * @throws CommandRefused "not-allowed"; "not-found" where it is not parked, or was released meanwhile.
 */
export async function releaseAccount(
  ctx: CommandContext,
  raw: ReleaseAccountInput,
): Promise<{ accountId: string }> {
  authorize(ctx, "billing.post");
  const { parkId, reason } = releaseAccountSchema.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const [released] = await db
      .update(accountPark)
      .set({
        releasedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        releasedBy: ctx.actor.name,
        releaseReason: reason,
      })
      .where(
        and(
          eq(accountPark.tenantId, ctx.scope.tenantId),
          eq(accountPark.id, parkId),
          isNull(accountPark.releasedAt),
        ),
      )
      .returning({ accountId: accountPark.accountId, explanation: accountPark.explanation });
    if (!released) throw new CommandRefused("not-found", { what: "parked account" });
    await recordAudit(db, ctx, {
      action: "account.released",
      subject: { kind: "account", id: released.accountId },
      changes: { parked: { from: released.explanation, to: null } },
      reason,
    });
    return { accountId: released.accountId };
  });
}
