/**
 * Processes that can die and a database that can be away, for tests that break a night off wherever they like. A process that is
 * killed leaves exactly what a real one leaves: committed transactions and the steps the engine has noted as done.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { NonRetriableError } from "inngest";
import { runSteps } from "@/inngest/functions/run-steps";
import type { StepRunner } from "@/lib/commands/sync-runs/step-runner";
import type { TestClock } from "../factories";

/** One life of the worker. Whatever it awaits after its death never comes back, so that none of its `catch` can tidy up. */
export class Process {
  isDead = false;
  step: string | null = null;
  private tell!: () => void;
  readonly died = new Promise<void>((resolve) => {
    this.tell = resolve;
  });
  kill(): void {
    this.isDead = true;
    this.tell();
  }
}

const current = new AsyncLocalStorage<Process>();

/** The process this code runs in; null in the test itself. */
export const currentProcess = (): Process | null => current.getStore() ?? null;

/** Returns to the living only. */
export async function stillAlive(): Promise<void> {
  if (currentProcess()?.isDead) await new Promise(() => undefined);
}

/** A step's results as the engine keeps them: what is not here is done again. */
export type Memory = Map<string, string>;

/** Called at both ends of a step's work, before its result is remembered; may do harm, or kill. */
export type StepWatch = (step: string, end: "begins" | "ends") => Promise<void>;

const ATTEMPTS = 4;
const FIRST_WAIT_SECONDS = 15;
const RESTARTS_AFTER_SECONDS = 60;

export type EngineOptions = {
  clock: TestClock;
  watch?: StepWatch;
  /** Steps that are done already; what is done is added. */
  memory?: Memory;
  /** When the next process begins after one that died. */
  restart?: (clock: TestClock) => void;
};

/**
 * Runs `body` as an engine does: each step at most once to its end, tried four times with growing waits on `clock`, and the whole
 * again in a new process where one dies. Answers null where a step failed for good.
 */
export async function runAsEngine<T>(
  body: (steps: StepRunner) => Promise<T>,
  { clock, watch, memory = new Map(), restart = (of) => wait(of, RESTARTS_AFTER_SECONDS) }: EngineOptions,
): Promise<T | null> {
  for (;;) {
    const process = new Process();
    const steps = runSteps({ run: (id, work) => runStep(id, work, { process, clock, watch, memory }) });
    const ran = current
      .run(process, () => body(steps))
      .then(
        (result) => ({ result }),
        (error: unknown) => {
          if (error instanceof GaveUp) return { result: null };
          throw error;
        },
      );
    const ended = await Promise.race([ran, process.died]);
    if (ended) return ended.result;
    restart(clock);
  }
}

/** A step that failed each time; the run ends with it. */
class GaveUp extends Error {}

async function runStep(
  id: string,
  work: () => Promise<unknown>,
  of: { process: Process; clock: TestClock; watch?: StepWatch; memory: Memory },
): Promise<unknown> {
  const known = of.memory.get(id);
  if (known !== undefined) return JSON.parse(known).result;
  await of.watch?.(id, "begins");
  await stillAlive();
  for (let attempt = 1; ; attempt += 1) {
    of.process.step = id;
    try {
      const result = await work();
      await of.watch?.(id, "ends");
      await stillAlive();
      of.memory.set(id, JSON.stringify({ result }));
      return JSON.parse(of.memory.get(id)!).result;
    } catch (error) {
      await stillAlive();
      if (error instanceof NonRetriableError || attempt === ATTEMPTS) throw new GaveUp(String(error));
      wait(of.clock, FIRST_WAIT_SECONDS * 2 ** (attempt - 1));
    } finally {
      of.process.step = null;
    }
  }
}

/** Time passes for all who ask this clock. */
export function wait(clock: TestClock, seconds: number): void {
  clock.set(
    clock
      .now()
      .add({ milliseconds: Math.round(seconds * 1000) })
      .toString(),
  );
}
