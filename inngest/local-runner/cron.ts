import { withRunner } from "@/db/client";
import { jobRun } from "@/db/schema/runner";
import type { PlannedFunction } from "./plan";

/** The slot of a cron that `at` falls into, as the ISO instant of its beginning. */
export function slotAt(everyMinutes: number, at: Date): string {
  const length = everyMinutes * 60_000;
  return new Date(Math.floor(at.getTime() / length) * length).toISOString();
}

/**
 * Queues the present slot of every cron function; the database keeps a slot from being queued twice. Slots that passed
 * while nothing ran are not made up for: the tick asks what is due, not how often it was asked.
 * @returns how many slots were new.
 */
export async function queueDueSlots(plan: readonly PlannedFunction[], at: Date): Promise<number> {
  const due = plan.flatMap(({ id, everyMinutes }) => {
    if (everyMinutes === null) return [];
    const slot = slotAt(everyMinutes, at);
    const cron = `*/${everyMinutes} * * * *`;
    return {
      functionId: id,
      slot,
      event: { id: `${id}/${slot}`, name: "inngest/scheduled.timer", data: { cron }, ts: Date.parse(slot) },
      status: "queued" as const,
      availableAt: at.toISOString(),
      createdAt: at.toISOString(),
    };
  });
  if (due.length === 0) return 0;
  const queued = await withRunner((db) =>
    db.insert(jobRun).values(due).onConflictDoNothing().returning({ id: jobRun.id }),
  );
  return queued.length;
}
