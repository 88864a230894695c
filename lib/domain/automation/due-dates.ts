import { Temporal } from "temporal-polyfill";
import { type JobSchedule, scheduledDates } from "./job-schedule";

/** What is known of a job's scheduled runs; dates are "YYYY-MM-DD". */
export type ScheduledRuns = {
  schedule: JobSchedule;
  /** First day on which it may run. */
  startOn: string;
  /** The newest date it has a run of, whatever came of it. */
  lastRunOn: string | null;
  /** Dates whose run waits, or began and has not ended. */
  unfinishedOn: readonly string[];
  /** The newest date whose run failed. */
  failedOn: string | null;
};

/** After a longer outage only so many dates are written down as missed; older ones left no trace of themselves anyway. */
const MOST_PASSED = 31;

/**
 * Dates for which a job has something to do on `today`: today itself if the schedule names it, dates that passed without a run
 * (they are missed), and those whose run has not ended. A run that failed is tried again until its date has passed.
 */
export function dueDates(job: ScheduledRuns, today: Temporal.PlainDate): string[] {
  const start = Temporal.PlainDate.from(job.startOn);
  const after = job.lastRunOn === null ? start : Temporal.PlainDate.from(job.lastRunOn).add({ days: 1 });
  const from = Temporal.PlainDate.compare(after, start) > 0 ? after : start;
  const fresh = scheduledDates(job.schedule, from, today).slice(-MOST_PASSED);
  const again = job.failedOn === `${today}` ? [job.failedOn] : [];
  return [...new Set([...job.unfinishedOn, ...again, ...fresh.map(String)])].sort();
}
