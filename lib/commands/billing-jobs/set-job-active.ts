import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { billingJob } from "@/db/schema/billing-job";
import { authorize } from "@/lib/auth/policy";
import { type SetBillingJobActiveInput, setBillingJobActiveInput } from "@/lib/inputs/billing-jobs";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { restartedOn } from "./job-start-on";
import { takeJob } from "./take-job";

/**
 * Activates or deactivates a job. An inactive one runs only where a person presses Run now; the days it was inactive are not
 * missed.
 * @throws CommandRefused "not-allowed", "not-found", "changed-meanwhile".
 */
export async function setBillingJobActive(
  ctx: CommandContext,
  input: SetBillingJobActiveInput,
): Promise<{ version: number }> {
  authorize(ctx, "billing-jobs.manage");
  const { jobId, version, isActive } = setBillingJobActiveInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const before = await takeJob(db, ctx, { jobId, version });
    const startOn = isActive && !before.isActive ? restartedOn(ctx, before.startOn) : before.startOn;
    await db
      .update(billingJob)
      .set({ isActive, startOn })
      .where(and(eq(billingJob.tenantId, ctx.scope.tenantId), eq(billingJob.id, jobId)));
    await recordAudit(db, ctx, {
      action: isActive ? "billing-job.activated" : "billing-job.deactivated",
      subject: { kind: "billing-job", id: jobId },
      changes: {
        isActive: { from: before.isActive, to: isActive },
        version: { from: version, to: before.version },
      },
    });
    return { version: before.version };
  });
}
