import { authorize } from "@/lib/auth/policy";
import type { CommandContext } from "../context";
import { runInline, type StepRunner } from "../sync-runs/step-runner";
import { type BegunRun, beginRun, type JobRunRequest } from "./begin-run";
import { carryOut } from "./carry-out";
import { type EndedRun, endRun } from "./end-run";
import { runContext } from "./run-actor";

export type BillingJobRunOutcome = EndedRun | Exclude<BegunRun, { outcome: "begun" }>;

/**
 * Runs a job for a local date, in retryable steps: begin, check conservation, post, invoice (and write the e-mails), end. Of a job and date the
 * schedule runs it once: asked again it answers "ended", and an attempt that was broken off goes on from the records.
 * @param explain puts what broke a step into words that may be shown; where it answers null, the error is thrown on and the run
 * stays under way for the next attempt.
 * @throws CommandRefused "not-allowed", "not-found".
 */
export async function runBillingJob(
  ctx: CommandContext,
  request: JobRunRequest,
  step: StepRunner = runInline,
  explain: (error: unknown) => string | null = () => null,
): Promise<BillingJobRunOutcome> {
  authorize(ctx, "billing-jobs.manage");
  const begun = await step("begin", () => beginRun(ctx, request));
  if (begun.outcome !== "begun") return begun;
  const own = runContext(ctx, begun.plan.jobName, begun.runId);
  const run = { runId: begun.runId, jobId: request.jobId, action: begun.plan.action };
  try {
    const found = await carryOut(own, begun.plan, step);
    return await step("end", () => endRun(own, run, found));
  } catch (error) {
    const message = explain(error);
    if (message === null) throw error;
    const nothingFound = { passedOver: [], leftOpen: 0 };
    return step("fail", () => endRun(own, run, nothingFound, { code: "run-failed", message }));
  }
}
