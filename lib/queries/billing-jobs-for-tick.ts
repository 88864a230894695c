import { sql } from "drizzle-orm";
import { withGate } from "@/db/client";
import { tenant } from "@/db/schema/tenant";
import { clockOf } from "@/lib/auth/clock";
import { dueDates } from "@/lib/domain/automation/due-dates";
import type { JobSchedule } from "@/lib/domain/automation/job-schedule";
import { businessDate, dueNight, type TenantServer, timeZoneOf } from "@/lib/domain/regions";

/** A date for which a billing job has something to do: run, go on, or be written down as missed. */
export type DueJob = { tenantId: string; jobId: string; businessOn: string };

/** Every date of every active job, across all tenants, that is due at its tenant's own time: for the tick. */
export async function billingJobsForTick(): Promise<DueJob[]> {
  const rows = await withGate((db) =>
    db
      .select({
        tenantId: sql<string>`tenant_id`.as("tenant_id"),
        jobId: sql<string>`job_id`.as("job_id"),
        server: sql<TenantServer>`server`.as("server"),
        isSimulation: sql<boolean>`is_simulation`.as("is_simulation"),
        simulatedAt: sql<string | null>`simulated_at`.mapWith(tenant.simulatedAt).as("simulated_at"),
        schedule: sql<JobSchedule>`schedule`.as("schedule"),
        startOn: sql<string>`start_on::text`.as("start_on"),
        lastRunOn: sql<string | null>`last_run_on::text`.as("last_run_on"),
        unfinishedOn: sql<string[]>`to_json(unfinished_on)`.as("unfinished_on"),
        failedOn: sql<string | null>`failed_on::text`.as("failed_on"),
      })
      .from(sql`billing_jobs_for_tick()`)
      .orderBy(sql`tenant_id`, sql`job_id`),
  );
  return rows.flatMap(({ tenantId, jobId, server, isSimulation, simulatedAt, ...runs }) => {
    const now = clockOf({ isSimulation, simulatedAt })();
    const timeZone = timeZoneOf(server);
    // Before 00:15 a date's night has not begun, so no job of that date may start.
    const today = dueNight(now, timeZone) ?? businessDate(now, timeZone).subtract({ days: 1 });
    return dueDates(runs, today).map((businessOn) => ({
      tenantId,
      jobId,
      businessOn,
    }));
  });
}
