import { cron } from "inngest";
import { tenantsForTick } from "@/lib/queries/tenants-for-tick";
import { inngest } from "../client";
import { MOST_HEAD_START_SECONDS, tenantSyncRequested } from "../events";

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
      return (await tenantsForTick()).flatMap(({ tenantId, due, itGlueAccount }) =>
        due === null
          ? []
          : {
              tenantId,
              businessOn: due.businessOn,
              itGlueAccount,
              headStartSeconds: Math.min(due.secondsLate, MOST_HEAD_START_SECONDS),
              eventId: `night/${tenantId}/${due.businessOn}/${hour}`,
            },
      );
    });
    if (due.length > 0) {
      await step.sendEvent(
        "request-nights",
        due.map(({ eventId, ...night }) =>
          tenantSyncRequested.create({ ...night, trigger: "schedule", requestedBy: "Tick" }, { id: eventId }),
        ),
      );
    }
    return { requested: due.length };
  },
);
