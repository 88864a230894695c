import { and, asc, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { billingJob, billingJobRun } from "@/db/schema/billing-job";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { dueDates } from "@/lib/domain/automation/due-dates";

/** The jobs of one tenant that have something to do on `today`, each with the dates; the oldest job first. */
export async function dueBillingJobs(
  scope: TenantScope,
  today: string,
): Promise<{ jobId: string; businessOn: string }[]> {
  const { jobs, runs } = await withTenant(scope, async (db) => ({
    jobs: await db
      .select({ id: billingJob.id, schedule: billingJob.schedule, startOn: billingJob.startOn })
      .from(billingJob)
      .where(and(eq(billingJob.tenantId, scope.tenantId), eq(billingJob.isActive, true)))
      .orderBy(asc(billingJob.createdAt), asc(billingJob.id)),
    runs: await db
      .select({
        jobId: billingJobRun.jobId,
        businessOn: billingJobRun.businessOn,
        status: billingJobRun.status,
      })
      .from(billingJobRun)
      .where(and(eq(billingJobRun.tenantId, scope.tenantId), eq(billingJobRun.trigger, "schedule")))
      .orderBy(asc(billingJobRun.businessOn)),
  }));
  return jobs.flatMap(({ id, ...job }) => {
    const own = runs.filter((run) => run.jobId === id);
    const isOpen = (run: (typeof own)[number]) => run.status === "waiting" || run.status === "running";
    const dates = dueDates(
      {
        ...job,
        lastRunOn: own.at(-1)?.businessOn ?? null,
        unfinishedOn: own.filter(isOpen).map((run) => run.businessOn),
        failedOn: own.findLast((run) => run.status === "failed")?.businessOn ?? null,
      },
      Temporal.PlainDate.from(today),
    );
    return dates.map((businessOn) => ({ jobId: id, businessOn }));
  });
}
