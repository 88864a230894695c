import { and, asc, desc, eq, ne } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { billingJob, billingJobRun as jobRun } from "@/db/schema/billing-job";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { nextScheduledOn } from "@/lib/domain/automation/job-schedule";

export type JobRunRow = Omit<typeof jobRun.$inferSelect, "tenantId" | "position" | "jobId">;

/** Counts and money of a run, and what it passed over. */
export type JobRunFigures = NonNullable<JobRunRow["summary"]>;

export type BillingJobRow = Omit<typeof billingJob.$inferSelect, "tenantId" | "createdAt"> & {
  /** The next date its schedule names that has no run yet; null while it is inactive. */
  nextRunOn: string | null;
  /** The newest run that was no dry run; null before the first. */
  lastRun: JobRunRow | null;
};

/** Finance > Billing Automation: every job with its last and its next run. A company has few of them, so all are read. */
export async function billingJobs(scope: TenantScope, today: string): Promise<BillingJobRow[]> {
  return withTenant(scope, async (db) => {
    const jobs = await db
      .select()
      .from(billingJob)
      .where(eq(billingJob.tenantId, scope.tenantId))
      .orderBy(asc(billingJob.name), asc(billingJob.id));
    const lastRuns = await db
      .selectDistinctOn([jobRun.jobId])
      .from(jobRun)
      .where(and(eq(jobRun.tenantId, scope.tenantId), ne(jobRun.trigger, "dry-run")))
      .orderBy(jobRun.jobId, desc(jobRun.position));
    const lastScheduled = await db
      .selectDistinctOn([jobRun.jobId], {
        jobId: jobRun.jobId,
        businessOn: jobRun.businessOn,
      })
      .from(jobRun)
      .where(and(eq(jobRun.tenantId, scope.tenantId), eq(jobRun.trigger, "schedule")))
      .orderBy(jobRun.jobId, desc(jobRun.businessOn));
    return jobs.map(({ tenantId: _own, createdAt: _unseen, ...job }) => {
      const last = lastRuns.find((run) => run.jobId === job.id);
      const scheduledOn = lastScheduled.find((run) => run.jobId === job.id)?.businessOn ?? null;
      return {
        ...job,
        nextRunOn: job.isActive ? nextRunOn(job, scheduledOn, today) : null,
        lastRun: last ? shownRun(last) : null,
      };
    });
  });
}

/** Runs that a job's page shows. */
const LATEST_RUNS = 60;

/** The runs of a job, newest first, dry runs among them. */
export async function billingJobRuns(scope: TenantScope, jobId: string): Promise<JobRunRow[]> {
  const rows = await withTenant(scope, (db) =>
    db
      .select()
      .from(jobRun)
      .where(and(eq(jobRun.tenantId, scope.tenantId), eq(jobRun.jobId, jobId)))
      .orderBy(desc(jobRun.position))
      .limit(LATEST_RUNS),
  );
  return rows.map(shownRun);
}

/** One run of a job; null where this company has none of these ids. */
export async function billingJobRun(
  scope: TenantScope,
  jobId: string,
  runId: string,
): Promise<JobRunRow | null> {
  const [found] = await withTenant(scope, (db) =>
    db
      .select()
      .from(jobRun)
      .where(and(eq(jobRun.tenantId, scope.tenantId), eq(jobRun.jobId, jobId), eq(jobRun.id, runId))),
  );
  return found ? shownRun(found) : null;
}

/** The first date that a job's schedule names from its start or today on and after its last scheduled run. */
export function nextRunOn(
  job: Pick<BillingJobRow, "schedule" | "startOn">,
  lastScheduledOn: string | null,
  today: string,
): string {
  const after = lastScheduledOn && Temporal.PlainDate.from(lastScheduledOn).add({ days: 1 }).toString();
  const from = [job.startOn, today, after ?? ""].reduce((later, on) => (on > later ? on : later));
  return nextScheduledOn(job.schedule, Temporal.PlainDate.from(from)).toString();
}

function shownRun({
  tenantId: _own,
  position: _order,
  jobId: _job,
  ...run
}: typeof jobRun.$inferSelect): JobRunRow {
  return run;
}
