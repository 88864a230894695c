import { and, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { billingJob, billingJobRun, type JobRunSummary } from "@/db/schema/billing-job";
import { authorize } from "@/lib/auth/policy";
import { nextScheduledOn } from "@/lib/domain/automation/job-schedule";
import { businessDate } from "@/lib/domain/regions";
import { type CreateBillingJobInput, createBillingJobInput, jobPlanOf } from "@/lib/inputs/billing-jobs";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { rehearseJob } from "./rehearse-job";
import { requireScope } from "./require-scope";

/** What a run for `businessOn` would do as things stand now. */
export type DryRun = { businessOn: string; throughOn: string; summary: JobRunSummary };

/**
 * What the first run of a job would do that is still being typed; nothing of it is kept.
 * @throws CommandRefused "not-allowed", "invalid" (an unknown account or contract).
 */
export async function dryRunTypedJob(ctx: CommandContext, input: CreateBillingJobInput): Promise<DryRun> {
  authorize(ctx, "billing-jobs.manage");
  const plan = jobPlanOf(createBillingJobInput.parse(input));
  await withTenant(ctx.scope, (db) => requireScope(db, ctx, plan.scope));
  const today = businessDate(ctx.now(), ctx.tenant.timeZone).toString();
  const from = Temporal.PlainDate.from(plan.startOn > today ? plan.startOn : today);
  const businessOn = nextScheduledOn(plan.schedule, from).toString();
  const { throughOn, ...summary } = await rehearseJob(ctx, plan, businessOn);
  return { businessOn, throughOn, summary };
}

/**
 * What Run now would do today; who asked and what was answered stays in the job's history.
 * @throws CommandRefused "not-allowed", "not-found".
 */
export async function dryRunJob(
  ctx: CommandContext,
  { jobId }: { jobId: string },
): Promise<DryRun & { runId: string }> {
  authorize(ctx, "billing-jobs.manage");
  const [job] = await withTenant(ctx.scope, (db) =>
    db
      .select()
      .from(billingJob)
      .where(and(eq(billingJob.tenantId, ctx.scope.tenantId), eq(billingJob.id, jobId))),
  );
  if (!job) throw new CommandRefused("not-found", { what: "job" });
  const businessOn = businessDate(ctx.now(), ctx.tenant.timeZone).toString();
  const { throughOn, ...summary } = await rehearseJob(ctx, job, businessOn);
  const at = ctx.now().toString({ smallestUnit: "millisecond" });
  return withTenant(ctx.scope, async (db) => {
    const [written] = await db
      .insert(billingJobRun)
      .values({
        tenantId: ctx.scope.tenantId,
        jobId,
        businessOn,
        trigger: "dry-run",
        status: "completed",
        summary,
        startedAt: at,
        finishedAt: at,
        startedBy: ctx.actor.name,
      })
      .returning({ id: billingJobRun.id });
    await recordAudit(db, ctx, {
      action: "billing-job.dry-run",
      subject: { kind: "billing-job", id: jobId },
      changes: { runId: { from: null, to: written!.id } },
    });
    return { runId: written!.id, businessOn, throughOn, summary };
  });
}
