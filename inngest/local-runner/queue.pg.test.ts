import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, placeDatabase, withRunner } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { jobEvent, jobRun } from "@/db/schema/runner";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { queueDueSlots } from "./cron";
import { type ClaimedRun, claimRun, completeRun } from "./queue";
import { enqueueEvents } from "./receive-events";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
});
afterAll(async () => {
  await closeDatabase();
  await server?.stop();
});

const AT = new Date("2026-06-01T04:15:00Z");
const plan = [{ id: "test-x", events: ["test/x"], everyMinutes: 15, maxAttempts: 4, cancelledBy: [] }];

describe("several processes at one queue", () => {
  it("claim each run once, and never two of one tenant at a time", async () => {
    const tenants = ["a", "b", "c"];
    for (let turn = 0; turn < 4; turn += 1) {
      const at = new Date(AT.getTime() + turn);
      const events = tenants.map((tenantId) => ({ name: "test/x", data: { tenantId, turn } }));
      await enqueueEvents(events, plan, at);
    }
    const order: Record<string, unknown[]> = { a: [], b: [], c: [] };
    const underWay = new Set<string>();
    const work = async (owner: string): Promise<void> => {
      for (;;) {
        const run: ClaimedRun | null = await claimRun(owner, new Date(AT.getTime() + 1_000));
        if (!run) {
          if (await isEmpty()) return;
          continue;
        }
        const { tenantId, turn } = run.event.data as { tenantId: string; turn: number };
        expect(underWay).not.toContain(tenantId);
        underWay.add(tenantId);
        order[tenantId]!.push(turn);
        await new Promise((resolve) => setImmediate(resolve));
        underWay.delete(tenantId);
        await completeRun(run.id, owner, null, AT);
      }
    };
    await Promise.all(["one", "two", "three", "four", "five", "six"].map(work));
    expect(order).toEqual({ a: [0, 1, 2, 3], b: [0, 1, 2, 3], c: [0, 1, 2, 3] });
  });

  it("queue a cron slot once", async () => {
    const queued = await Promise.all(Array.from({ length: 8 }, () => queueDueSlots(plan, AT)));
    expect(queued.reduce((sum, found) => sum + found, 0)).toBe(1);
  });

  it("take an event of one id once", async () => {
    const event = { name: "test/x", data: {}, id: "only" };
    const ids = await Promise.all(Array.from({ length: 8 }, () => enqueueEvents([event], plan, AT)));
    expect(new Set(ids.flat()).size).toBe(1);
    const stored = await withRunner((db) => db.select().from(jobEvent).where(eq(jobEvent.dedupeId, "only")));
    const runs = await withRunner((db) => db.select().from(jobRun).where(eq(jobRun.eventId, stored[0]!.id)));
    expect([stored.length, runs.length]).toEqual([1, 1]);
  });
});

async function isEmpty(): Promise<boolean> {
  const waiting = await withRunner((db) =>
    db.select({ id: jobRun.id }).from(jobRun).where(eq(jobRun.status, "queued")),
  );
  return waiting.length === 0;
}
