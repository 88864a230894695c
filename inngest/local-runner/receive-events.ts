import { sql } from "drizzle-orm";
import { z } from "zod";
import { withRunner } from "@/db/client";
import type { Db } from "@/db/database";
import { jobEvent, jobRun } from "@/db/schema/runner";
import type { PlannedFunction } from "./plan";
import { cancelRuns } from "./queue";
import { runnerState } from "./runner-state";

const eventBody = z.array(
  z.object({
    name: z.string().min(1),
    data: z.record(z.string(), z.unknown()),
    id: z.string().optional(),
    ts: z.number().optional(),
  }),
);
export type ReceivedEvent = z.infer<typeof eventBody>[number];

/**
 * Stands in for the network where the Inngest client posts events: takes them into the runner's queue and answers as
 * Inngest's event API does. No other call of the client has an answer here.
 */
export const receiveEvents: typeof fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (init?.method !== "POST" || !url.pathname.startsWith("/e/")) {
    return Response.json({ error: `The local runner has no ${url.pathname}.`, status: 404 }, { status: 404 });
  }
  const runner = runnerState();
  if (!runner)
    throw new Error("The local runner is not running in this process: start the app to send events.");
  const events = eventBody.parse(JSON.parse(String(init.body)));
  const ids = await enqueueEvents(events, await runner.plan, new Date());
  runner.wake();
  return Response.json({ ids, status: 200 });
};

/**
 * Stores events, ends the runs they cancel and queues a run of every function they start, in one transaction. An event whose own id was seen before
 * is not taken again.
 * @returns the id of each event, in order.
 */
export function enqueueEvents(
  events: readonly ReceivedEvent[],
  plan: readonly PlannedFunction[],
  at: Date,
): Promise<string[]> {
  return withRunner(async (db) => {
    const ids: string[] = [];
    for (const event of events) ids.push(await enqueueEvent(db, event, plan, at.toISOString()));
    return ids;
  });
}

async function enqueueEvent(
  db: Db,
  event: ReceivedEvent,
  plan: readonly PlannedFunction[],
  receivedAt: string,
): Promise<string> {
  const { name, data, id: dedupeId = null, ts } = event;
  const [stored] = await db
    .insert(jobEvent)
    .values({ name, data, dedupeId, receivedAt })
    .onConflictDoNothing()
    .returning({ id: jobEvent.id });
  if (!stored) {
    const [before] = await db
      .select({ id: jobEvent.id })
      .from(jobEvent)
      .where(sql`${jobEvent.dedupeId} = ${dedupeId}`);
    return before!.id;
  }
  const cancelled = plan.filter((planned) => planned.cancelledBy.includes(name)).map(({ id }) => id);
  if (cancelled.length > 0 && typeof data.tenantId === "string") {
    const calledOff = { functionIds: cancelled, tenantId: data.tenantId, because: name };
    await cancelRuns(db, calledOff, new Date(receivedAt));
  }
  const starts = plan.filter((planned) => planned.events.includes(name));
  if (starts.length > 0) {
    await db.insert(jobRun).values(
      starts.map((planned) => ({
        functionId: planned.id,
        eventId: stored.id,
        event: { id: dedupeId ?? stored.id, name, data, ts: ts ?? Date.parse(receivedAt) },
        status: "queued" as const,
        availableAt: receivedAt,
        createdAt: receivedAt,
      })),
    );
  }
  return stored.id;
}
