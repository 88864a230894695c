import { asc } from "drizzle-orm";
import { cron, NonRetriableError } from "inngest";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withRunner } from "@/db/client";
import { jobRun, jobStep } from "@/db/schema/runner";
import { startTestDatabase } from "@/lib/testing/test-database";
import { testClient } from "./test-app";
import {
  emptyQueue,
  queuedRuns as runs,
  startTestRunner,
  stopTestRunners,
  unfinishedRuns,
} from "./test-runner";

beforeAll(async () => {
  await startTestDatabase();
});
beforeEach(emptyQueue);
afterEach(stopTestRunners);

const PATIENT = { timeout: 20_000 };
const ended = () => expect.poll(unfinishedRuns, PATIENT).toEqual([]);

describe("a run", () => {
  it("goes through its steps one by one, remembers each, and keeps the result", async () => {
    const client = testClient();
    const done: string[] = [];
    const two = client.createFunction(
      { id: "two", triggers: [{ event: "test/two" }] },
      async ({ event, step }) => {
        const first = await step.run("first", () => {
          done.push("first");
          return { value: event.data.value as number };
        });
        const second = await step.run("second", () => {
          done.push("second");
          return first.value * 2;
        });
        return { second, attempt: 0 };
      },
    );
    await startTestRunner(client, [two]);
    const { ids } = await client.send({ name: "test/two", data: { value: 21 } });
    expect(ids).toHaveLength(1);
    await ended();
    expect(done).toEqual(["first", "second"]);
    expect(await runs()).toMatchObject([
      { functionId: "test-two", status: "completed", output: { second: 42, attempt: 0 }, leaseOwner: null },
    ]);
    const steps = await withRunner((db) => db.select().from(jobStep).orderBy(asc(jobStep.position)));
    expect(steps.map(({ result }) => result)).toEqual([
      { type: "data", data: { value: 21 } },
      { type: "data", data: 42 },
    ]);
  });

  it("runs steps that stand beside each other, each once", async () => {
    const client = testClient();
    const done: string[] = [];
    const beside = client.createFunction({ id: "beside", triggers: [{ event: "test/beside" }] }, ({ step }) =>
      Promise.all(
        ["a", "b", "c"].map((name) =>
          step.run(name, () => {
            done.push(name);
            return name.toUpperCase();
          }),
        ),
      ),
    );
    await startTestRunner(client, [beside]);
    await client.send({ name: "test/beside", data: {} });
    await ended();
    expect(done.sort()).toEqual(["a", "b", "c"]);
    expect(await runs()).toMatchObject([{ status: "completed", output: ["A", "B", "C"] }]);
  });

  it("tries a failing step again without repeating the ones before it", async () => {
    const client = testClient();
    const done: string[] = [];
    const attempts: number[] = [];
    const shaky = client.createFunction(
      { id: "shaky", retries: 3, triggers: [{ event: "test/shaky" }] },
      async ({ step, attempt }) => {
        await step.run("first", () => done.push("first"));
        await step.run("second", () => {
          attempts.push(attempt);
          if (attempts.length < 3) throw new Error("not yet");
          return "at last";
        });
        return step.run("third", () => attempt);
      },
    );
    await startTestRunner(client, [shaky]);
    await client.send({ name: "test/shaky", data: {} });
    await ended();
    expect(done).toEqual(["first"]);
    expect(attempts).toEqual([0, 1, 2]);
    // The next step begins with fresh attempts.
    expect(await runs()).toMatchObject([{ status: "completed", output: 0 }]);
  });

  it("waits between attempts, longer each time", async () => {
    const client = testClient();
    const always = client.createFunction({ id: "always", triggers: [{ event: "test/always" }] }, ({ step }) =>
      step.run("fails", () => {
        throw new Error("no");
      }),
    );
    let now = Date.parse("2026-06-01T04:15:00Z");
    const runner = await startTestRunner(client, [always], {
      now: () => new Date(now),
      backoffSeconds: (failed) => failed * 10,
    });
    await client.send({ name: "test/always", data: {} });
    // Sent at the real time: the run is available once the runner's clock has come there.
    await withRunner((db) => db.update(jobRun).set({ availableAt: new Date(now).toISOString() }));
    await expect
      .poll(async () => (await runs())[0])
      .toMatchObject({
        status: "queued",
        attempt: 1,
        availableAt: "2026-06-01T04:15:10.000Z",
        error: "no",
      });
    now += 10_000;
    await expect
      .poll(async () => (await runs())[0])
      .toMatchObject({
        attempt: 2,
        availableAt: "2026-06-01T04:15:30.000Z",
      });
    await runner.stop();
  });

  it("gives a step up after its last attempt, and lets the function go on from there", async () => {
    const client = testClient();
    let asked = 0;
    const caught = client.createFunction(
      { id: "caught", retries: 1, triggers: [{ event: "test/caught" }] },
      async ({ step }) => {
        const outcome = await step
          .run("fails", () => {
            asked += 1;
            throw new Error("no way");
          })
          .catch((error: Error) => `caught: ${error.message}`);
        return step.run("after", () => outcome);
      },
    );
    await startTestRunner(client, [caught]);
    await client.send({ name: "test/caught", data: {} });
    await ended();
    expect(asked).toBe(2);
    expect(await runs()).toMatchObject([{ status: "completed", output: "caught: no way" }]);
  });

  it("fails with the error where nobody catches it, and at once where it says that it cannot be retried", async () => {
    const client = testClient();
    let asked = 0;
    const failing = client.createFunction(
      { id: "failing", triggers: [{ event: "test/failing" }] },
      ({ step }) =>
        step.run("fails", () => {
          asked += 1;
          throw new NonRetriableError("never");
        }),
    );
    await startTestRunner(client, [failing]);
    await client.send({ name: "test/failing", data: {} });
    await ended();
    expect(asked).toBe(1);
    expect(await runs()).toMatchObject([{ status: "failed", error: "never" }]);
  });

  it("fails with the tool's name where a step tool is not supported", async () => {
    const client = testClient();
    const sleepy = client.createFunction({ id: "sleepy", triggers: [{ event: "test/sleepy" }] }, ({ step }) =>
      step.sleep("nap", "1h"),
    );
    await startTestRunner(client, [sleepy]);
    await client.send({ name: "test/sleepy", data: {} });
    await ended();
    expect(await runs()).toMatchObject([{ status: "failed", error: expect.stringContaining("nap") }]);
  });
});

const AT = "2026-06-01T04:15:00.000Z";

describe("a runner", () => {
  it("hands a cron function what an engine hands it", async () => {
    const client = testClient();
    const seen: unknown[] = [];
    const tick = client.createFunction(
      { id: "tick", triggers: [cron("*/15 * * * *")] },
      async ({ event }) => {
        seen.push(event.name, event.data);
      },
    );
    await startTestRunner(client, [tick]);
    await expect.poll(async () => (await runs()).map(({ status }) => status), PATIENT).toEqual(["completed"]);
    expect(seen).toEqual(["inngest/scheduled.timer", { cron: "*/15 * * * *" }]);
  });

  it("puts its runs back when it stops, without counting an attempt", async () => {
    const client = testClient();
    let asked = 0;
    const stuck = client.createFunction(
      { id: "stuck", triggers: [{ event: "test/stuck" }] },
      async ({ step }) => {
        await step.run("first", () => "done");
        await step.run("second", () => {
          asked += 1;
          return new Promise(() => undefined);
        });
      },
    );
    const runner = await startTestRunner(client, [stuck]);
    await client.send({ name: "test/stuck", data: {} });
    await expect.poll(() => asked, PATIENT).toBe(1);
    await runner.stop();
    expect(await runs()).toMatchObject([{ status: "queued", attempt: 0, leaseOwner: null }]);
    expect(await withRunner((db) => db.select().from(jobStep))).toHaveLength(1);
  });

  it("gives up a run whose every attempt took the process down", async () => {
    const client = testClient();
    let asked = 0;
    const deadly = client.createFunction(
      { id: "deadly", retries: 1, triggers: [{ event: "test/deadly" }] },
      async () => {
        asked += 1;
      },
    );
    await withRunner((db) =>
      db.insert(jobRun).values({
        functionId: "test-deadly",
        event: { name: "test/deadly", data: {} },
        status: "running",
        attempt: 1,
        leaseOwner: "dead",
        leaseUntil: AT,
        availableAt: AT,
        createdAt: AT,
      }),
    );
    await startTestRunner(client, [deadly]);
    await ended();
    expect(asked).toBe(0);
    expect(await runs()).toMatchObject([{ status: "failed", error: expect.stringContaining("2 times") }]);
  });
});
