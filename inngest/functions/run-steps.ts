import { DrizzleQueryError } from "drizzle-orm";
import { NonRetriableError, StepError } from "inngest";
import { reportFailure } from "@/lib/actions/report-failure";
import { CommandRefused } from "@/lib/commands/refusal";
import type { StepRunner } from "@/lib/commands/sync-runs/step-runner";
import { type LogFields, logLine } from "@/lib/operations/log-line";
import { inSpan } from "@/lib/operations/span";

/** The part of Inngest's step tools that commands are run with. */
export type RunTool = { run(id: string, work: () => Promise<unknown>): Promise<unknown> };

/**
 * Hands a command Inngest's steps. What leaves a step as an error goes to the engine and its log, so it carries neither
 * customers' data nor secrets: a failed query is reported here and leaves as a reference. A refusal is the same however
 * often it is asked for, so it is not retried.
 * @param prefix set before every step id, where one run calls a command several times.
 * @param about ids that lines of the log and spans tell beside the step: `tenantId` above all.
 */
export function runSteps(step: RunTool, prefix = "", about: LogFields = {}): StepRunner {
  return <T>(id: string, work: () => Promise<T>) =>
    // The engine gives back what it stored of the result, and step results are plain JSON.
    step.run(`${prefix}${id}`, () => told(`${prefix}${id}`, about, () => speakable(id, work))) as Promise<T>;
}

/** A step is a span of the trace, and its failure a line of the log: by its kind, since the engine keeps the words. */
async function told<T>(step: string, about: LogFields, work: () => Promise<T>): Promise<T> {
  const tenantId = about.tenantId ? { "flexbill.tenant_id": String(about.tenantId) } : {};
  try {
    return await inSpan("step", { "flexbill.step": step, ...tenantId }, work);
  } catch (error) {
    logLine("warn", "A step failed", { ...about, step, cause: (error as Error).name });
    throw error;
  }
}

async function speakable<T>(id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CommandRefused) {
      const words = error.details.message ?? error.code;
      throw new NonRetriableError(`Refused: ${words}`);
    }
    if (error instanceof DrizzleQueryError) {
      throw new Error(`The database refused a query. Reference ${reportFailure(error, { step: id })}`);
    }
    throw error;
  }
}

/** What broke a step for good, in words that may be shown; null for whatever else was thrown, which is not a step's. */
export function stepFault(error: unknown): string | null {
  return error instanceof StepError ? error.message : null;
}
