import { z } from "zod";
import { callServeRoute, type ServeAnswer, type ServeRoute, ServeRouteUnreachable } from "./call-serve-route";
import {
  type ClaimedRun,
  completeRun,
  failRun,
  recordStep,
  releaseRun,
  renewLease,
  retryRun,
  type StepResult,
  type StoredStep,
  storedSteps,
} from "./queue";

export type Driver = {
  route: ServeRoute;
  owner: string;
  now: () => Date;
  maxAttempts: number;
  /** Seconds to wait before the next attempt, after `failed` of them. */
  backoffSeconds: (failed: number) => number;
  /** Aborted when the process is about to stop: no further step is asked for, the run goes back as it stands. */
  stopping: AbortSignal;
  /** Aborted when it can wait no longer for the step under way. */
  cutOff: AbortSignal;
};

/** How often a claim is renewed while the app works on a step. */
const RENEW_EVERY_MS = 15_000;

/** What the SDK answers about a step: done, failed this once, failed for good, or found beside others and to be asked for. */
const operation = z.looseObject({
  op: z.string(),
  id: z.string(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
  displayName: z.string().nullish(),
});
type Operation = z.infer<typeof operation>;

/**
 * Drives a claimed run step by step until it has ended, must wait for another attempt, or the process stops. A remembered
 * step is never run again; one that was under way when a process died is.
 * @throws LeaseLost where somebody else has the run.
 */
export async function driveRun(run: ClaimedRun, driver: Driver): Promise<void> {
  const steps = await storedSteps(run.id);
  let attempt = run.attempt;
  if (attempt >= driver.maxAttempts) {
    const error = `Its process ended ${attempt} times in the middle of the same step.`;
    return failRun(run.id, driver.owner, error, driver.now());
  }
  while (!driver.stopping.aborted) {
    const asked = await ask(run, steps, attempt, "step", driver);
    if (asked === "stopped") break;
    const outcome = asked instanceof Error ? retriable(asked.message, null) : outcomeOf(asked);
    if (outcome.kind === "completed") return completeRun(run.id, driver.owner, outcome.output, driver.now());
    if (outcome.kind === "failed") return failRun(run.id, driver.owner, outcome.error, driver.now());
    if (outcome.kind === "retry") return tryAgain(run, attempt, outcome, driver);
    for (const found of outcome.steps) {
      const result = found.result ?? (await planned(run, steps, attempt, found.id, driver));
      if (result === "stopped") return releaseRun(run.id, driver.owner);
      if ("kind" in result) return tryAgain(run, attempt, result, driver);
      await recordStep(
        run.id,
        driver.owner,
        { stepId: found.id, result, position: steps.length },
        driver.now(),
      );
      steps.push({ stepId: found.id, result });
    }
    attempt = 0;
  }
  return releaseRun(run.id, driver.owner);
}

type Retry = { kind: "retry"; error: string; afterSeconds: number | null };
type Outcome =
  | { kind: "completed"; output: unknown }
  | { kind: "failed"; error: string }
  | { kind: "steps"; steps: { id: string; result: StepResult | null }[] }
  | Retry;

const retriable = (error: string, afterSeconds: number | null): Retry => ({
  kind: "retry",
  error,
  afterSeconds,
});

function tryAgain(run: ClaimedRun, attempt: number, retry: Retry, driver: Driver): Promise<void> {
  const failed = attempt + 1;
  if (failed >= driver.maxAttempts) return failRun(run.id, driver.owner, retry.error, driver.now());
  const seconds = retry.afterSeconds ?? driver.backoffSeconds(failed);
  const availableAt = new Date(driver.now().getTime() + seconds * 1000);
  return retryRun(run.id, driver.owner, { attempt: failed, error: retry.error, availableAt });
}

/** One of several steps that were found beside each other: asked for by its id. */
async function planned(
  run: ClaimedRun,
  steps: readonly StoredStep[],
  attempt: number,
  stepId: string,
  driver: Driver,
): Promise<StepResult | Retry | "stopped"> {
  const asked = await ask(run, steps, attempt, stepId, driver);
  if (asked === "stopped") return asked;
  const outcome = asked instanceof Error ? retriable(asked.message, null) : outcomeOf(asked);
  if (outcome.kind === "retry") return outcome;
  const result = outcome.kind === "steps" ? outcome.steps.find((step) => step.id === stepId)?.result : null;
  return result ?? retriable(`The step ${stepId} was asked for and did not come.`, null);
}

async function ask(
  run: ClaimedRun,
  steps: readonly StoredStep[],
  attempt: number,
  stepId: string,
  driver: Driver,
): Promise<ServeAnswer | ServeRouteUnreachable | "stopped"> {
  const renewing = setInterval(() => {
    // A lost claim shows when the step is written down.
    renewLease(run.id, driver.owner, driver.now()).catch(() => undefined);
  }, RENEW_EVERY_MS);
  try {
    return await callServeRoute(driver.route, {
      method: "POST",
      query: { fnId: run.functionId, stepId },
      headers: { "x-run-id": run.id },
      body: {
        version: 2,
        event: run.event,
        events: [run.event],
        steps: Object.fromEntries(steps.map((step) => [step.stepId, step.result])),
        ctx: {
          run_id: run.id,
          attempt,
          max_attempts: driver.maxAttempts,
          disable_immediate_execution: false,
          use_api: false,
          stack: { stack: steps.map((step) => step.stepId), current: Math.max(0, steps.length - 1) },
        },
      },
      signal: driver.cutOff,
    });
  } catch (error) {
    if (driver.cutOff.aborted) return "stopped";
    if (error instanceof ServeRouteUnreachable) return error;
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

function outcomeOf({ status, headers, body }: ServeAnswer): Outcome {
  if (status === 200) return { kind: "completed", output: body };
  const afterSeconds = secondsUntil(headers["retry-after"]);
  if (status !== 206) {
    const error = errorText(body);
    return headers["x-inngest-no-retry"] === "true"
      ? { kind: "failed", error }
      : retriable(error, afterSeconds);
  }
  const operations = z.array(operation).parse(body);
  const unknown = operations.find(
    ({ op }) => !["StepRun", "StepError", "StepFailed", "StepPlanned"].includes(op),
  );
  if (unknown) {
    return {
      kind: "failed",
      error: `The local runner does not support the step tool behind "${unknown.displayName ?? unknown.id}" (${unknown.op}).`,
    };
  }
  const failedOnce = operations.find(({ op }) => op === "StepError");
  if (failedOnce) return retriable(errorText(failedOnce.error), afterSeconds);
  return { kind: "steps", steps: operations.map((found) => ({ id: found.id, result: resultOf(found) })) };
}

function resultOf({ op, data, error }: Operation): StepResult | null {
  if (op === "StepRun") return { type: "data", data: data ?? null };
  if (op === "StepFailed") return { type: "error", error };
  return null;
}

/** `Retry-After`: seconds, or the date from which on to try. */
function secondsUntil(header: string | undefined): number | null {
  if (header === undefined) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

function errorText(error: unknown): string {
  const message = (error as { message?: unknown } | null)?.message;
  return typeof message === "string" ? message : JSON.stringify(error);
}
