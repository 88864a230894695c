import { jobContext } from "@/lib/auth/job-context";
import { runBillingJob } from "@/lib/commands/billing-jobs/run-billing-job";
import { inngest } from "../client";
import { billingJobRunRequested, mailQueued } from "../events";
import { oneRunPerTenant } from "./one-run-per-tenant";
import { runSteps, stepFault } from "./run-steps";

/**
 * Runs a billing job for a local date. Sent twice, the second run finds the first one's result; what breaks for good is written
 * into the run, and the schedule asks again while the date lasts.
 */
export const runDueBillingJob = inngest.createFunction(
  {
    id: "run-billing-job",
    name: "Run a billing job",
    triggers: [billingJobRunRequested],
    concurrency: oneRunPerTenant,
    retries: 3,
  },
  async ({ event, step }) => {
    const { tenantId, ...request } = event.data;
    const ctx = await jobContext({ tenantId }, "Billing automation");
    const ran = await runBillingJob(
      ctx,
      request,
      runSteps(step, "", { tenantId, jobId: request.jobId }),
      stepFault,
    );
    if ("summary" in ran && ran.summary.queuedMails > 0)
      await step.sendEvent("send-mail", mailQueued.create({ tenantId }));
    return ran;
  },
);
