import { cron } from "inngest";
import { tenantsForTick } from "@/lib/queries/tenants-for-tick";
import { inngest } from "../client";
import { organizationsSyncRequested } from "../events";

/**
 * Asks every half hour for a sync of organizations of each tenant with IT Glue enabled. The ids of one hour are the same, so
 * that the second asking repeats only what the first one missed; where an engine takes both, the second finds nothing to do.
 */
export const hourlyOrganizations = inngest.createFunction(
  {
    id: "hourly-organizations",
    name: "Start hourly syncs of organizations",
    triggers: [cron("*/30 * * * *")],
    retries: 3,
  },
  async ({ step }) => {
    const due = await step.run("find-tenants", async () => {
      const hour = new Date().toISOString().slice(0, 13);
      return (await tenantsForTick()).map(({ tenantId }) => ({
        tenantId,
        eventId: `organizations/${tenantId}/${hour}`,
      }));
    });
    if (due.length > 0) {
      await step.sendEvent(
        "request-syncs",
        due.map(({ tenantId, eventId }) =>
          organizationsSyncRequested.create(
            { tenantId, requestedBy: "the hourly schedule" },
            { id: eventId },
          ),
        ),
      );
    }
    return { requested: due.length };
  },
);
