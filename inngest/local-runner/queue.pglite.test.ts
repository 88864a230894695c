import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withRunner } from "@/db/client";
import { jobEvent, jobRun, jobStep } from "@/db/schema/runner";
import { startTestDatabase } from "@/lib/testing/test-database";
import { queueDueSlots } from "./cron";
import {
  claimRun,
  completeRun,
  endAbandonedLeases,
  LeaseLost,
  recordStep,
  removeFinished,
  storedSteps,
} from "./queue";
import { enqueueEvents } from "./receive-events";
import { emptyQueue, queuedRuns as runs } from "./test-runner";

beforeAll(async () => {
  await startTestDatabase();
});

beforeEach(emptyQueue);

const AT = new Date("2026-06-01T04:15:00Z");
const later = (seconds: number) => new Date(AT.getTime() + seconds * 1000);
const plan = [{ id: "test-x", events: ["test/x"], everyMinutes: null, maxAttempts: 4, cancelledBy: [] }];

async function queued(tenantId: string | null = null, at = AT): Promise<string> {
  const [eventId] = await enqueueEvents([{ name: "test/x", data: { tenantId } }], plan, at);
  return (await runs()).find((run) => run.eventId === eventId)!.id;
}

describe("claims", () => {
  it("go to one owner; a lease that was not renewed passes to the next, one attempt later", async () => {
    await queued();
    const first = await claimRun("one", AT);
    expect(first).toMatchObject({ attempt: 0 });
    expect(await claimRun("two", later(59))).toBeNull();
    expect(await claimRun("two", later(60))).toMatchObject({ id: first!.id, attempt: 1 });
    await expect(
      recordStep(
        first!.id,
        "one",
        { stepId: "s", position: 0, result: { type: "data", data: 1 } },
        later(61),
      ),
    ).rejects.toThrow(LeaseLost);
    expect(await withRunner((db) => db.select().from(jobStep))).toEqual([]);
  });

  it("go first to what may go ahead: a night by how late it is, before what was asked for earlier", async () => {
    const ask = (tenantId: string, headStartSeconds: number, at: Date) =>
      enqueueEvents([{ name: "test/x", data: { tenantId, headStartSeconds } }], plan, at);
    await ask("a", 0, AT);
    await ask("b", 0, later(1));
    await ask("c", 600, later(30));
    const claimed = [await claimRun("one", later(60)), await claimRun("one", later(60))];
    expect(claimed.map((run) => (run!.event.data as { tenantId: string }).tenantId)).toEqual(["c", "a"]);
  });

  it("keep a tenant's later run waiting behind one that waits for its next attempt", async () => {
    const first = await queued("a", AT);
    await queued("a", later(1));
    await withRunner((db) =>
      db
        .update(jobRun)
        .set({ attempt: 1, availableAt: later(300).toISOString() })
        .where(eq(jobRun.id, first)),
    );
    expect(await claimRun("one", later(10))).toBeNull();
    expect(await claimRun("one", later(300))).toMatchObject({ id: first });
  });

  it("end at once when the folder is opened by the next process", async () => {
    await queued();
    await claimRun("dead", AT);
    expect(await claimRun("new", later(1))).toBeNull();
    await endAbandonedLeases(later(1));
    expect(await claimRun("new", later(1))).toMatchObject({ attempt: 1 });
  });
});

describe("cron", () => {
  const ticking = [{ id: "test-tick", events: [], everyMinutes: 15, maxAttempts: 4, cancelledBy: [] }];
  const slots = async () => (await runs()).map(({ slot }) => slot);

  it("queues a slot once however often and by whomever it is looked at, and the next one anew", async () => {
    const at = (text: string) => new Date(`2026-06-01T${text}Z`);
    const looks = ["04:15:00", "04:15:01", "04:29:59"].map((text) => queueDueSlots(ticking, at(text)));
    expect((await Promise.all(looks)).sort()).toEqual([0, 0, 1]);
    expect(await queueDueSlots(ticking, at("04:30:00"))).toBe(1);
    expect(await slots()).toEqual(["2026-06-01T04:15:00.000Z", "2026-06-01T04:30:00.000Z"]);
  });
});

describe("what is over", () => {
  it("is removed with its steps and events, while newer and unfinished runs stay", async () => {
    const old = await queued("old", AT);
    await claimRun("one", AT);
    await recordStep(old, "one", { stepId: "s", position: 0, result: { type: "data", data: 1 } }, AT);
    await completeRun(old, "one", null, AT);
    const recent = await queued("recent", later(60));
    await claimRun("one", later(60));
    await recordStep(
      recent,
      "one",
      { stepId: "s", position: 0, result: { type: "data", data: 2 } },
      later(60),
    );
    await completeRun(recent, "one", null, later(60));
    const waiting = await queued("waiting", AT);

    await removeFinished(later(30));
    expect((await runs()).map(({ id }) => id).sort()).toEqual([recent, waiting].sort());
    expect(await storedSteps(old)).toEqual([]);
    expect(await storedSteps(recent)).toEqual([{ stepId: "s", result: { type: "data", data: 2 } }]);
    const events = await withRunner((db) => db.select({ data: jobEvent.data }).from(jobEvent));
    expect(events.map(({ data }) => data.tenantId).sort()).toEqual(["recent", "waiting"]);
  });
});
