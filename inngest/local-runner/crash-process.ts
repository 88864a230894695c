/**
 * The process of `crash.pglite.test.ts`: a data folder, a runner, and a function of three steps that writes down what it does.
 * With DIE_IN_SECOND it asks for a run that never gets past its second step; without it goes on with what is there.
 */
import { appendFile } from "node:fs/promises";
import { closeDatabase, database, withRunner } from "@/db/client";
import { migrateEmbedded } from "@/db/migrate";
import { jobRun } from "@/db/schema/runner";
import { startLocalRunner } from "../local-runner";
import { serveTestApp, testClient } from "./test-app";

const note = (line: string) => appendFile(process.env.NOTES!, `${line}\n`);

await migrateEmbedded(await database());
const client = testClient();
const three = client.createFunction(
  { id: "three", triggers: [{ event: "test/three" }] },
  async ({ step }) => {
    const first = await step.run("first", async () => {
      await note("first");
      return { counted: 7 };
    });
    await step.run("second", async () => {
      await note("second");
      if (process.env.DIE_IN_SECOND) await new Promise(() => undefined);
    });
    await step.run("third", () => note(`third with ${first.counted}`));
  },
);
const app = await serveTestApp(client, [three]);
const runner = startLocalRunner({ route: app.route, pollMs: 20 });
await runner.started;
if (process.env.DIE_IN_SECOND) await client.send({ name: "test/three", data: {} });
else {
  await note(await endedAs());
  await runner.stop();
  await app.close();
  await closeDatabase();
}

/** The status in which the only run ends. */
async function endedAs(): Promise<string> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const [run] = await withRunner((db) => db.select().from(jobRun));
    if (run?.status === "completed" || run?.status === "failed") return run.status;
  }
}
