import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withRunner } from "@/db/client";
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

describe("events", () => {
  it("fan out from a step, each child once", async () => {
    const client = testClient();
    const seen: unknown[] = [];
    const parent = client.createFunction({ id: "parent", triggers: [{ event: "test/parent" }] }, ({ step }) =>
      step.sendEvent("fan-out", [
        { name: "test/child", data: { number: 1 }, id: "child-1" },
        { name: "test/child", data: { number: 2 }, id: "child-2" },
      ]),
    );
    const child = client.createFunction(
      { id: "child", triggers: [{ event: "test/child" }] },
      ({ event, step }) => step.run("see", () => seen.push(event.data.number)),
    );
    await startTestRunner(client, [parent, child]);
    await client.send({ name: "test/parent", data: {} });
    await expect.poll(async () => (await runs()).length, PATIENT).toBe(3);
    await ended();
    expect(seen.sort()).toEqual([1, 2]);
  });

  it("with an id that was seen before are not taken again", async () => {
    const client = testClient();
    const once = client.createFunction(
      { id: "once", triggers: [{ event: "test/once" }] },
      async () => "done",
    );
    await startTestRunner(client, [once]);
    const first = await client.send({ name: "test/once", data: {}, id: "only" });
    const second = await client.send({ name: "test/once", data: {}, id: "only" });
    expect(second.ids).toEqual(first.ids);
    await ended();
    expect(await runs()).toHaveLength(1);
  });

  it("are refused with a reason where no runner runs", async () => {
    const client = testClient();
    await expect(client.send({ name: "test/nobody", data: {} })).rejects.toThrow(
      "local runner is not running",
    );
  });

  it("are not sent from inside a transaction", async () => {
    const client = testClient();
    await startTestRunner(client, []);
    await expect(withRunner(() => client.send({ name: "test/inside", data: {} }))).rejects.toThrow(
      "transaction is already open",
    );
  });
});

describe("runs of one tenant", () => {
  it("follow one another across functions, in the order they were asked for, while another tenant's go on", async () => {
    const client = testClient();
    const log: string[] = [];
    const slow = (id: string) =>
      client.createFunction({ id, triggers: [{ event: `test/${id}` }] }, async ({ event, step }) => {
        const { tenantId } = event.data as { tenantId: string };
        await step.run("begin", () => log.push(`${tenantId} ${id} begins`));
        await step.run("work", () => new Promise((resolve) => setTimeout(resolve, 30)));
        await step.run("end", () => log.push(`${tenantId} ${id} ends`));
      });
    await startTestRunner(client, [slow("count"), slow("move")]);
    await client.send({ name: "test/count", data: { tenantId: "a" } });
    await client.send({ name: "test/move", data: { tenantId: "a" } });
    await client.send({ name: "test/count", data: { tenantId: "b" } });
    await ended();
    const of = (tenantId: string) => log.filter((line) => line.startsWith(tenantId));
    expect(of("a")).toEqual(["a count begins", "a count ends", "a move begins", "a move ends"]);
    expect(log.indexOf("b count begins")).toBeLessThan(log.indexOf("a move begins"));
  });
});

describe("an event that calls off runs", () => {
  it("ends those of its tenant, waiting and under way, and no step of them is written down afterwards", async () => {
    const client = testClient();
    const log: string[] = [];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const long = client.createFunction(
      {
        id: "long",
        triggers: [{ event: "test/long" }],
        cancelOn: [{ event: "test/stop", if: "event.data.tenantId == async.data.tenantId" }],
      },
      async ({ event, step }) => {
        const { tenantId } = event.data as { tenantId: string };
        await step.run("begin", async () => {
          log.push(`${tenantId} begins`);
          if (tenantId === "a") await held;
        });
        await step.run("end", () => log.push(`${tenantId} ends`));
      },
    );
    await startTestRunner(client, [long]);
    await client.send([
      { name: "test/long", data: { tenantId: "a" } },
      { name: "test/long", data: { tenantId: "a" } },
    ]);
    await expect.poll(() => log, PATIENT).toEqual(["a begins"]);
    await client.send({ name: "test/stop", data: { tenantId: "a" } });
    await client.send({ name: "test/long", data: { tenantId: "b" } });
    letGo();
    await ended();
    expect(log).toEqual(["a begins", "b begins", "b ends"]);
    expect((await runs()).map(({ status, error }) => [status, error])).toEqual([
      ["failed", "Cancelled by test/stop."],
      ["failed", "Cancelled by test/stop."],
      ["completed", null],
    ]);
  });
});
