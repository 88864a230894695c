import { withTenant } from "@/db/client";
import { billingJob } from "@/db/schema/billing-job";
import { authorize } from "@/lib/auth/policy";
import { type CreateBillingJobInput, createBillingJobInput, jobPlanOf } from "@/lib/inputs/billing-jobs";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { jobFacts } from "./job-facts";
import { orJobNameTaken, requireFreeJobName } from "./job-name";
import { requireFutureStart } from "./job-start-on";
import { requireScope } from "./require-scope";

/**
 * Adds a Billing Automation job, active from `startOn` on: it never catches up on what was due before.
 * @throws CommandRefused "not-allowed", "name-taken", "invalid" (a start that has passed, an unknown account or contract).
 */
export async function createBillingJob(
  ctx: CommandContext,
  input: CreateBillingJobInput,
): Promise<{ jobId: string }> {
  authorize(ctx, "billing-jobs.manage");
  const plan = jobPlanOf(createBillingJobInput.parse(input));
  requireFutureStart(ctx, plan.startOn);
  return orJobNameTaken(plan.name, () =>
    withTenant(ctx.scope, async (db) => {
      await requireFreeJobName(db, ctx, plan.name, null);
      await requireScope(db, ctx, plan.scope);
      const [created] = await db
        .insert(billingJob)
        .values({
          ...plan,
          tenantId: ctx.scope.tenantId,
          createdAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        })
        .returning();
      await recordAudit(db, ctx, {
        action: "billing-job.created",
        subject: { kind: "billing-job", id: created!.id },
        changes: { ...changedFields({}, jobFacts(created!)), version: { from: null, to: 1 } },
      });
      return { jobId: created!.id };
    }),
  );
}
