import { StepError } from "inngest";
import { Temporal } from "temporal-polyfill";
import { jobContext } from "@/lib/auth/job-context";
import { finishClockMove } from "@/lib/commands/simulation/finish-move";
import { setSimulationClock } from "@/lib/commands/simulation/set-clock";
import { runNight } from "@/lib/commands/sync-runs/run-night";
import { businessDate } from "@/lib/domain/regions";
import { inngest } from "../client";
import { clockMoveRequested, mailQueued } from "../events";
import { oneRunPerTenant } from "./one-run-per-tenant";
import { runSteps } from "./run-steps";
import { tellOfNight } from "./tell-of-changes";

/** Wall-clock time of a simulated night; it exists once on every date in every server's zone (proration.md 2.8). */
const NIGHT_AT = Temporal.PlainTime.from("00:20");

/** Nights of one run. Every step is run past all steps before it, so a longer way goes on in another run. */
const MOST_NIGHTS = 7;

/**
 * Moves a simulation's clock to a date and runs every night on the way, as if the days had passed. It starts from where
 * the clock stands, so that a move that broke off is finished by asking again. A night that fails is recorded as failed
 * or missed, as in real time, and the next one goes on.
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
    const steps = runSteps(step);

    const nights = await steps("nights", async () => datesAfter(businessDate(ctx.now(), timeZone), toOn));
    const failed: string[] = [];
    let messages = 0;
    for (const on of nights.slice(0, MOST_NIGHTS)) {
      const at = Temporal.PlainDate.from(on).toZonedDateTime({ timeZone, plainTime: NIGHT_AT }).toInstant();
      await steps(`${on}/clock`, () => setSimulationClock(ctx, { at: at.toString() }));
      try {
        // Whenever this code is run again, the night happens at its own time, not at where the clock stands by then.
        const night = { ...ctx, now: () => at };
        await runNight(night, { businessOn: on, trigger: "schedule" }, runSteps(step, `${on}/`));
        messages += await tellOfNight(night, runSteps(step, `${on}/`));
      } catch (error) {
        if (!(error instanceof StepError)) throw error;
        failed.push(on);
      }
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

function datesAfter(from: Temporal.PlainDate, toOn: string): string[] {
  const days = from.until(Temporal.PlainDate.from(toOn)).days;
  return Array.from({ length: Math.max(0, days) }, (_, day) => from.add({ days: day + 1 }).toString());
}
