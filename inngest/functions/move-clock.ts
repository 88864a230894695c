import { StepError } from "inngest";
import { Temporal } from "temporal-polyfill";
import { jobContext } from "@/lib/auth/job-context";
import { runBillingJob } from "@/lib/commands/billing-jobs/run-billing-job";
import type { CommandContext } from "@/lib/commands/context";
import { finishClockMove } from "@/lib/commands/simulation/finish-move";
import { setSimulationClock } from "@/lib/commands/simulation/set-clock";
import { waitForJobs } from "@/lib/commands/simulation/wait-for-jobs";
import { runNight } from "@/lib/commands/sync-runs/run-night";
import { businessDate } from "@/lib/domain/regions";
import { dueBillingJobs } from "@/lib/queries/due-billing-jobs";
import { inngest } from "../client";
import { clockMoveRequested, mailQueued } from "../events";
import { oneRunPerTenant } from "./one-run-per-tenant";
import { type RunTool, runSteps, stepFault } from "./run-steps";
import { tellOfNight } from "./tell-of-changes";

/** Wall-clock time of a simulated night; it exists once on every date in every server's zone (proration.md 2.8). */
const NIGHT_AT = Temporal.PlainTime.from("00:20");

/** Nights of one run. Every step is run past all steps before it, so a longer way goes on in another run. */
const MOST_NIGHTS = 7;

/**
 * Moves a simulation's clock to a date and runs every night on the way, as if the days had passed. It starts from where
 * the clock stands, so that a move that broke off is finished by asking again. A night that fails is recorded as failed
 * or missed, as in real time, and the next one goes on. After its night each day's billing jobs run.
 */
export const moveClock = inngest.createFunction(
  {
    id: "move-clock",
    name: "Move a simulation's clock",
    triggers: [clockMoveRequested],
    concurrency: oneRunPerTenant,
    retries: 2,
  },
  async ({ event, step }) => {
    const { tenantId, toOn, requestedBy } = event.data;
    const ctx = await jobContext({ tenantId }, `Clock moved by ${requestedBy}`);
    const { timeZone } = ctx.tenant;
    const steps = runSteps(step, "", { tenantId });

    const nights = await steps("nights", async () => datesAfter(businessDate(ctx.now(), timeZone), toOn));
    const failed: string[] = [];
    let messages = 0;
    // What was due on the day the clock leaves would else be missed: it was set up there, and the tick has not come by.
    const start = await steps("start", async () => businessDate(ctx.now(), timeZone).toString());
    messages += await runJobsOf(ctx, start, step);
    for (const on of nights.slice(0, MOST_NIGHTS)) {
      const at = Temporal.PlainDate.from(on).toZonedDateTime({ timeZone, plainTime: NIGHT_AT }).toInstant();
      await steps(`${on}/clock`, () => setSimulationClock(ctx, { at: at.toString() }));
      try {
        // Whenever this code is run again, the night happens at its own time, not at where the clock stands by then.
        const night = { ...ctx, now: () => at };
        await runNight(
          night,
          { businessOn: on, trigger: "schedule" },
          runSteps(step, `${on}/`, { tenantId, businessOn: on }),
        );
        messages += await tellOfNight(night, runSteps(step, `${on}/`, { tenantId, businessOn: on }));
      } catch (error) {
        if (!(error instanceof StepError)) throw error;
        failed.push(on);
      }
      messages += await runJobsOf({ ...ctx, now: () => at }, on, step);
    }
    if (messages > 0) await step.sendEvent("send-mail", mailQueued.create({ tenantId }));
    if (nights.length > MOST_NIGHTS) {
      await step.sendEvent("go-on", clockMoveRequested.create({ tenantId, toOn, requestedBy }));
    } else {
      await steps("finish", () => finishClockMove(ctx, { toOn }));
    }
    return { nights: Math.min(nights.length, MOST_NIGHTS), failed };
  },
);

/**
 * Runs the billing jobs of a date after its night, and answers how many e-mails they queued. A night that did not complete is
 * waited for until the latest start of jobs: here that is, the clock is moved to it.
 */
async function runJobsOf(ctx: CommandContext, on: string, step: RunTool): Promise<number> {
  const due = await runSteps(step)(`${on}/due-jobs`, () => dueBillingJobs(ctx.scope, on));
  let messages = 0;
  for (const { jobId, businessOn } of due) {
    const request = { jobId, businessOn, trigger: "schedule", requestedBy: "Schedule" } as const;
    const id = `${on}/job/${jobId}/${businessOn}/`;
    let ran = await runBillingJob(ctx, request, runSteps(step, id), stepFault);
    if ("outcome" in ran && ran.outcome === "waiting") {
      const at = await runSteps(step)(`${id}clock`, () => waitForJobs(ctx, businessOn));
      const later = { ...ctx, now: () => Temporal.Instant.from(at) };
      ran = await runBillingJob(later, request, runSteps(step, `${id}later/`), stepFault);
    }
    if ("summary" in ran) messages += ran.summary.queuedMails;
  }
  return messages;
}

function datesAfter(from: Temporal.PlainDate, toOn: string): string[] {
  const days = from.until(Temporal.PlainDate.from(toOn)).days;
  return Array.from({ length: Math.max(0, days) }, (_, day) => from.add({ days: day + 1 }).toString());
}
