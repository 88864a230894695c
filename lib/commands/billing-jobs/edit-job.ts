import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { billingJob } from "@/db/schema/billing-job";
import { authorize } from "@/lib/auth/policy";
import { type EditBillingJobInput, editBillingJobInput, jobPlanOf } from "@/lib/inputs/billing-jobs";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { jobFacts } from "./job-facts";
import { orJobNameTaken, requireFreeJobName } from "./job-name";
import { requireFutureStart, restartedOn } from "./job-start-on";
import { requireScope } from "./require-scope";
import { takeJob } from "./take-job";

/**
 * Changes a job; a run under way ends as it began. With another schedule it begins anew from today on, so that days which only
 * the new schedule names are not missed ones.
 * @throws CommandRefused "not-allowed", "not-found", "changed-meanwhile", "name-taken", "invalid".
 */
export async function editBillingJob(
  ctx: CommandContext,
  input: EditBillingJobInput,
): Promise<{ version: number }> {
  authorize(ctx, "billing-jobs.manage");
  const { jobId, version, ...fields } = editBillingJobInput.parse(input);
  const plan = jobPlanOf(fields);
  return orJobNameTaken(plan.name, () =>
    withTenant(ctx.scope, async (db) => {
      const before = await takeJob(db, ctx, { jobId, version });
      await requireFreeJobName(db, ctx, plan.name, jobId);
      await requireScope(db, ctx, plan.scope);
      if (plan.startOn !== before.startOn) requireFutureStart(ctx, plan.startOn);
      const isRescheduled = jobFacts(before).schedule !== jobFacts({ ...before, ...plan }).schedule;
      const [after] = await db
        .update(billingJob)
        .set({ ...plan, startOn: isRescheduled ? restartedOn(ctx, plan.startOn) : plan.startOn })
        .where(and(eq(billingJob.tenantId, ctx.scope.tenantId), eq(billingJob.id, jobId)))
        .returning();
      await recordAudit(db, ctx, {
        action: "billing-job.edited",
        subject: { kind: "billing-job", id: jobId },
        changes: {
          ...changedFields(jobFacts(before), jobFacts(after!)),
          version: { from: version, to: after!.version },
        },
      });
      return { version: after!.version };
    }),
  );
}
