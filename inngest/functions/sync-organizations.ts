import { jobContext } from "@/lib/auth/job-context";
import { type OrganizationSync, syncOrganizations } from "@/lib/commands/organizations/sync-organizations";
import { inngest } from "../client";
import { accountSaved, organizationsSyncRequested } from "../events";
import { oneRunPerTenant } from "./one-run-per-tenant";
import { runSteps } from "./run-steps";

/** Syncs of one run: each sends fifty changes at most, so that no step takes long. */
const MOST_SYNCS = 40;

/**
 * Makes IT Glue's organizations and the accounts the same: every hour, after the settings or an account were saved, and for
 * whoever asks. Sent twice, the second run finds nothing to do. What IT Glue refused or did not answer is in the sync log
 * and waits for the next hour; the run itself fails only where the organizations could not be read.
 */
export const syncOrganizationsNow = inngest.createFunction(
  {
    id: "sync-organizations",
    name: "Sync organizations with accounts",
    triggers: [organizationsSyncRequested, accountSaved],
    concurrency: oneRunPerTenant,
    retries: 3,
  },
  async ({ event, step }) => {
    const { tenantId, requestedBy } = event.data;
    const ctx = await jobContext({ tenantId }, `Sync requested by ${requestedBy}`);
    const steps = runSteps(step, "", { tenantId });
    const syncs: OrganizationSync[] = [];
    for (let turn = 1; turn <= MOST_SYNCS; turn += 1) {
      const synced = await steps(`sync-organizations-${turn}`, () => syncOrganizations(ctx));
      syncs.push(synced);
      if (synced.left === 0 || synced.pushed === 0) break;
    }
    return syncs;
  },
);
