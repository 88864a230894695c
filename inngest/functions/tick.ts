import { cron } from "inngest";
import { tenantsForTick } from "@/lib/queries/tenants-for-tick";
import { inngest } from "../client";
import { tenantSyncRequested } from "../events";

/**
 * Asks every quarter of an hour, in UTC, which tenants' night has begun without a completed run, and starts one for each.
 * Asking by local date rather than waiting for a moment bears clock changes, late crons and outages alike (proration.md
 * 2.8). A night that could not be completed is asked for again in the next hour, until the date has passed.
 */
export const tick = inngest.createFunction(
  { id: "tick", name: "Start due nights", triggers: [cron("*/15 * * * *")], retries: 3 },
  async ({ step }) => {
    const due = await step.run("find-due-nights", async () => {
      const hour = new Date().toISOString().slice(0, 13);
      return (await tenantsForTick())
        .filter(({ dueOn, lastCompletedOn }) => dueOn !== null && (lastCompletedOn ?? "") < dueOn)
        .map(({ tenantId, dueOn }) => ({
          tenantId,
          businessOn: dueOn!,
          eventId: `night/${tenantId}/${dueOn}/${hour}`,
        }));
    });
    if (due.length > 0) {
      await step.sendEvent(
        "request-nights",
        due.map(({ tenantId, businessOn, eventId }) =>
          tenantSyncRequested.create(
            { tenantId, businessOn, trigger: "schedule", requestedBy: "Tick" },
            { id: eventId },
          ),
        ),
      );
    }
    return { requested: due.length };
  },
);
