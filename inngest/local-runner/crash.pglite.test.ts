import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flexbill-crash-"));
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

/** A process with a data folder, a runner, and a function of three steps that writes down what it does. */
const APP = `
  const { appendFile } = await import("node:fs/promises");
  const { database, closeDatabase, withRunner } = await import("./db/client.ts");
  const { migrateEmbedded } = await import("./db/migrate.ts");
  const { jobRun } = await import("./db/schema/runner.ts");
  const { startLocalRunner } = await import("./inngest/local-runner.ts");
  const { serveTestApp, testClient } = await import("./inngest/local-runner/test-app.ts");
  await migrateEmbedded(await database());
  const note = (line) => appendFile(process.env.NOTES, line + "\\n");
  const client = testClient();
  const three = client.createFunction({ id: "three", triggers: [{ event: "test/three" }] }, async ({ step }) => {
    const first = await step.run("first", async () => { await note("first"); return { counted: 7 }; });
    await step.run("second", async () => {
      await note("second");
      if (process.env.DIE_IN_SECOND) await new Promise(() => undefined);
    });
    await step.run("third", () => note("third with " + first.counted));
  });
  const app = await serveTestApp(client, [three]);
  const runner = startLocalRunner({ route: app.route, pollMs: 20 });
  await runner.started;
`;

function run(script: string, environment: Record<string, string> = {}): ChildProcess {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", `${APP}${script}`],
    {
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        DATABASE_URL: "",
        FLEXBILL_DATA_DIR: join(folder, "data"),
        NOTES: join(folder, "notes"),
        ...environment,
      },
    },
  );
  children.push(child);
  return child;
}

const notes = async () =>
  (await readFile(join(folder, "notes"), "utf8").catch(() => "")).split("\n").filter((line) => line !== "");

describe("a process that is killed in the middle of a step", () => {
  it("leaves a run that the next process goes on with, without repeating the steps behind it", async () => {
    const doomed = run(`await client.send({ name: "test/three", data: {} });`, { DIE_IN_SECOND: "1" });
    await expect.poll(notes, { timeout: 120_000 }).toEqual(["first", "second"]);
    doomed.kill("SIGKILL");
    await once(doomed, "exit");

    const next = run(`
      let status;
      do {
        await new Promise((resolve) => setTimeout(resolve, 50));
        [{ status }] = await withRunner((db) => db.select().from(jobRun));
      } while (status !== "completed" && status !== "failed");
      await note(status);
      await runner.stop();
      await app.close();
      await closeDatabase();
    `);
    const [code] = await once(next, "exit");
    expect(code).toBe(0);
    expect(await notes()).toEqual(["first", "second", "second", "third with 7", "completed"]);
  }, 300_000);
});
