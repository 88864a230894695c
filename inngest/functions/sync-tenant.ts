import { jobContext } from "@/lib/auth/job-context";
import { runNight } from "@/lib/commands/sync-runs/run-night";
import { businessDate } from "@/lib/domain/regions";
import { inngest } from "../client";
import { itGlueTurnedOff, mailQueued, tenantSyncRequested } from "../events";
import { oneRunPerTenant } from "./one-run-per-tenant";
import { runSteps } from "./run-steps";
import { tellOfNight } from "./tell-of-changes";

/**
 * Recounts all lines of a tenant. Sent twice for one night, the second run finds the first one's result; a request that
 * waited until its date had passed does nothing, because a date that passed is never counted later (design.md 5).
 */
export const syncTenant = inngest.createFunction(
  {
    id: "sync-tenant",
    name: "Recount a tenant's lines",
    triggers: [tenantSyncRequested],
    concurrency: oneRunPerTenant,
    // Tenants of one IT Glue account share its limit: their runs begin a few at a time.
    throttle: { key: "event.data.itGlueAccount", limit: 4, period: "1m" },
    priority: { run: "event.data.headStartSeconds" },
    cancelOn: [{ event: itGlueTurnedOff, if: "event.data.tenantId == async.data.tenantId" }],
    retries: 3,
  },
  async ({ event, step }) => {
    const { tenantId, businessOn, trigger, requestedBy } = event.data;
    const ctx = await jobContext(
      { tenantId },
      trigger === "schedule" ? "Nightly sync" : `Sync requested by ${requestedBy}`,
    );
    const today = await step.run("today", () => businessDate(ctx.now(), ctx.tenant.timeZone).toString());
    if (today !== businessOn) return { status: "date-passed" as const, businessOn, today };
    const steps = runSteps(step, "", { tenantId, businessOn });
    const night = await runNight(ctx, { businessOn, trigger }, steps);
    // A night that was completed before may have ended before anyone was told.
    const messages = await tellOfNight(ctx, steps);
    if (messages > 0) await step.sendEvent("send-mail", mailQueued.create({ tenantId }));
    return night;
  },
);
