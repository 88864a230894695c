"use server";

import { refresh } from "next/cache";
import { inngest } from "@/inngest/client";
import { billingJobRunRequested } from "@/inngest/events";
import { authorizedAction } from "@/lib/actions/safe-action";
import { createBillingJob } from "@/lib/commands/billing-jobs/create-job";
import { dryRunJob, dryRunTypedJob } from "@/lib/commands/billing-jobs/dry-run-job";
import { editBillingJob } from "@/lib/commands/billing-jobs/edit-job";
import { setBillingJobActive } from "@/lib/commands/billing-jobs/set-job-active";
import { businessDate } from "@/lib/domain/regions";
import {
  billingJobIdInput,
  createBillingJobInput,
  editBillingJobInput,
  setBillingJobActiveInput,
} from "@/lib/inputs/billing-jobs";

/** Adds a job; answers `{ jobId }`. */
export const createBillingJobAction = authorizedAction("billing-jobs.manage")
  .inputSchema(createBillingJobInput)
  .action(async ({ parsedInput, ctx }) => createBillingJob(ctx.command, parsedInput));

/** Changes a job; answers `{ version }`. */
export const editBillingJobAction = authorizedAction("billing-jobs.manage")
  .inputSchema(editBillingJobInput)
  .action(async ({ parsedInput, ctx }) => editBillingJob(ctx.command, parsedInput));

/** Activates or deactivates a job; answers `{ version }`. */
export const setBillingJobActiveAction = authorizedAction("billing-jobs.manage")
  .inputSchema(setBillingJobActiveInput)
  .action(async ({ parsedInput, ctx }) => {
    const saved = await setBillingJobActive(ctx.command, parsedInput);
    refresh();
    return saved;
  });

/** What the first run of a job that is not saved would do; answers `{ businessOn, throughOn, summary }` and keeps nothing. */
export const dryRunTypedJobAction = authorizedAction("billing-jobs.manage")
  .inputSchema(createBillingJobInput)
  .action(async ({ parsedInput, ctx }) => dryRunTypedJob(ctx.command, parsedInput));

/** What Run now would do; answers `{ runId, businessOn, throughOn, summary }`. */
export const dryRunJobAction = authorizedAction("billing-jobs.manage")
  .inputSchema(billingJobIdInput)
  .action(async ({ parsedInput, ctx }) => {
    const dryRun = await dryRunJob(ctx.command, parsedInput);
    refresh();
    return dryRun;
  });

/** Asks for a run for today; answers `{ runId }` before it runs. */
export const runBillingJobNowAction = authorizedAction("billing-jobs.manage")
  .inputSchema(billingJobIdInput)
  .action(async ({ parsedInput: { jobId }, ctx: { command, session } }) => {
    const runId = crypto.randomUUID();
    await inngest.send(
      billingJobRunRequested.create({
        tenantId: command.scope.tenantId,
        jobId,
        businessOn: businessDate(command.now(), command.tenant.timeZone).toString(),
        trigger: "manual",
        runId,
        requestedBy: session.user.name,
      }),
    );
    return { runId };
  });
