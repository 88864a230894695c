import { cron } from "inngest";
import { billingJobsForTick } from "@/lib/queries/billing-jobs-for-tick";
import { inngest } from "../client";
import { billingJobRunRequested } from "../events";

const MINUTES = 15;

/**
 * Asks every quarter of an hour which dates of which billing jobs are due, and for a run of each: today's, those that wait for
 * their night, failed today or were broken off, and days that passed, which are only written down as missed. Asked again, a run
 * that has ended is found ended.
 */
export const startBillingJobs = inngest.createFunction(
  {
    id: "start-billing-jobs",
    name: "Start due billing jobs",
    triggers: [cron("*/15 * * * *")],
    retries: 3,
  },
  async ({ step }) => {
    const due = await step.run("find-due-jobs", async () => {
      const slot = Math.floor(Date.now() / (MINUTES * 60_000));
      return (await billingJobsForTick()).map((job) => ({
        ...job,
        eventId: `billing-job/${job.jobId}/${job.businessOn}/${slot}`,
      }));
    });
    if (due.length > 0)
      await step.sendEvent(
        "request-runs",
        due.map(({ eventId, ...job }) =>
          billingJobRunRequested.create(
            { ...job, trigger: "schedule", requestedBy: "Schedule" },
            { id: eventId },
          ),
        ),
      );
    return { requested: due.length };
  },
);
