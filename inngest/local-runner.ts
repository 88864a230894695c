import { randomUUID } from "node:crypto";
import { database } from "@/db/client";
import { causeOf, logLine } from "@/lib/operations/log-line";
import { registeredFunctions, type ServeRoute } from "./local-runner/call-serve-route";
import { queueDueSlots } from "./local-runner/cron";
import { driveRun } from "./local-runner/drive-run";
import { type PlannedFunction, planFunctions, UnsupportedFunction } from "./local-runner/plan";
import {
  type ClaimedRun,
  claimRun,
  endAbandonedLeases,
  failRun,
  LeaseLost,
  removeFinished,
} from "./local-runner/queue";
import { setRunnerState } from "./local-runner/runner-state";

export type LocalRunnerOptions = {
  route: ServeRoute;
  now?: () => Date;
  /** Seconds to wait before another attempt, after so many failed ones. */
  backoffSeconds?: (failed: number) => number;
  /** How often the queue is looked at when nothing wakes the runner. */
  pollMs?: number;
  /** How long steps under way may go on when the runner is stopped. */
  graceMs?: number;
};

export type LocalRunner = {
  /** Resolves when functions are planned and runs are taken. @throws UnsupportedFunction; the runner then never starts. */
  started: Promise<PlannedFunction[]>;
  /** Takes no more runs and asks for no further steps; puts the runs under way back into the queue and waits for that. */
  stop(): Promise<void>;
};

const MOST_AT_ONCE = 4;
const POLL_MS = 2_000;
const GRACE_MS = 5_000;
const KNOCK_MS = 200;
const KEPT_DAYS = 7;
const DAY_MS = 86_400_000;

/** 5 s, 30 s, 3 min, then every 10 min. */
const BACKOFF_SECONDS = [5, 30, 180, 600];
const defaultBackoff = (failed: number) => BACKOFF_SECONDS[Math.min(failed, BACKOFF_SECONDS.length) - 1]!;

/**
 * Runs the app's Inngest functions where no Inngest engine is configured, for one machine: asks the app's own serve route
 * which functions there are, queues a run per event and cron slot, and calls the route once per step. Queue, step results
 * and leases are tables, so a run continues after a crash where it stood (design.md 11).
 */
export function startLocalRunner(options: LocalRunnerOptions): LocalRunner {
  const { route, now = () => new Date(), backoffSeconds = defaultBackoff } = options;
  const { pollMs = POLL_MS, graceMs = GRACE_MS } = options;
  const owner = randomUUID();
  const stopping = new AbortController();
  const cutOff = new AbortController();
  const bell = doorbell();
  const underWay = new Set<Promise<void>>();

  async function work(plan: readonly PlannedFunction[]): Promise<void> {
    let lastCleaned = 0;
    while (!stopping.signal.aborted) {
      try {
        await queueDueSlots(plan, now());
        if (now().getTime() - lastCleaned > DAY_MS) {
          lastCleaned = now().getTime();
          await removeFinished(new Date(lastCleaned - KEPT_DAYS * DAY_MS));
        }
        while (underWay.size < MOST_AT_ONCE && !stopping.signal.aborted) {
          const run = await claimRun(owner, now());
          if (!run) break;
          const driven = drive(run, plan).finally(() => {
            underWay.delete(driven);
            bell.ring();
          });
          underWay.add(driven);
        }
      } catch (error) {
        report("The local runner could not look at its queue; it looks again.", error);
      }
      await bell.heard(pollMs);
    }
  }

  async function drive(run: ClaimedRun, plan: readonly PlannedFunction[]): Promise<void> {
    try {
      const planned = plan.find(({ id }) => id === run.functionId);
      if (!planned) return await failRun(run.id, owner, `The app serves no ${run.functionId}.`, now());
      const { maxAttempts } = planned;
      const signals = { stopping: stopping.signal, cutOff: cutOff.signal };
      await driveRun(run, { route, owner, now, maxAttempts, backoffSeconds, ...signals });
    } catch (error) {
      // Its lease passes, and the run is taken again with the steps it has behind it.
      if (!(error instanceof LeaseLost)) report(`The run ${run.id} of ${run.functionId} broke off.`, error);
    }
  }

  const started = (async () => {
    const plan = planFunctions(await knock(route, stopping.signal));
    if ((await database()).kind === "pglite") await endAbandonedLeases(now());
    return plan;
  })();
  const working = started.then(work).catch((error: unknown) => {
    if (stopping.signal.aborted) return;
    if (error instanceof UnsupportedFunction) console.error(error.message);
    else report("The local runner could not start: no job will run.", error);
  });
  setRunnerState({ plan: started, wake: bell.ring });

  return {
    started,
    stop: async () => {
      setRunnerState(undefined);
      stopping.abort();
      bell.ring();
      await working;
      const timer = setTimeout(() => cutOff.abort(), graceMs);
      await Promise.all(underWay);
      clearTimeout(timer);
    },
  };
}

/** Asks for the functions until the app's server answers: the runner is started before it takes requests. */
async function knock(route: ServeRoute, signal: AbortSignal): Promise<unknown> {
  for (let asked = 1; ; asked += 1) {
    try {
      return await registeredFunctions(route, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (asked === 100) report(`The local runner gets no answer at ${route.origin}/api/inngest yet.`, error);
      await new Promise((resolve) => setTimeout(resolve, KNOCK_MS));
    }
  }
}

/** Lets a loop sleep until it is rung for or a time has passed; a ring nobody waits for is kept. */
function doorbell(): { ring(): void; heard(withinMs: number): Promise<void> } {
  let rung = false;
  let wakeUp: () => void = () => undefined;
  return {
    ring: () => {
      rung = true;
      wakeUp();
    },
    heard: async (withinMs) => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, withinMs);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
    },
  };
}

function report(message: string, error: unknown): void {
  logLine("error", message, { component: "local-runner", cause: causeOf(error) });
}
