import { asc } from "drizzle-orm";
import type { InngestFunction } from "inngest";
import { withRunner } from "@/db/client";
import { jobEvent, jobRun, jobStep } from "@/db/schema/runner";
import { type LocalRunner, type LocalRunnerOptions, startLocalRunner } from "../local-runner";
import { serveTestApp, type TestApp } from "./test-app";

/** For tests: runners over an empty queue, each with an app of its own. */
const opened: (() => Promise<void>)[] = [];

/** Before each test. */
export async function emptyQueue(): Promise<void> {
  await withRunner(async (db) => {
    await db.delete(jobStep);
    await db.delete(jobRun);
    await db.delete(jobEvent);
  });
}

/** After each test. */
export async function stopTestRunners(): Promise<void> {
  for (const close of opened.splice(0).reverse()) await close();
}

/** Serves `functions` and runs them; does not wait between attempts unless told. */
export async function startTestRunner(
  client: TestApp["client"],
  functions: InngestFunction.Any[],
  options: Partial<LocalRunnerOptions> = {},
): Promise<LocalRunner> {
  const app = await serveTestApp(client, functions);
  const runner = startLocalRunner({
    route: app.route,
    backoffSeconds: () => 0,
    pollMs: 20,
    graceMs: 100,
    ...options,
  });
  opened.push(app.close, runner.stop);
  await runner.started;
  return runner;
}

/** Every run of the queue, the oldest first. */
export const queuedRuns = () => withRunner((db) => db.select().from(jobRun).orderBy(asc(jobRun.createdAt)));

/** Status of every run that has not ended. */
export async function unfinishedRuns(): Promise<string[]> {
  return (await queuedRuns())
    .map(({ status }) => status)
    .filter((status) => status === "queued" || status === "running");
}
