import { authorize } from "@/lib/auth/policy";
import type { CommandContext } from "../context";
import { noteItGlueSuccess, openTenantGateway } from "../it-glue-settings/tenant-gateway";
import { type PulledOrganizations, pullOrganizations } from "./pull-organizations";
import { type PushedOrganizations, pushOrganizations } from "./push-organizations";
import { eventsOf } from "./write-plan";

export type OrganizationSync = {
  /** Accounts made. */
  created: number;
  /** Organizations linked to an account that was there before, by its name. */
  linked: number;
  /** Accounts whose name, code, type, status or parent followed their organization. */
  updated: number;
  /** Linked organizations that are gone from IT Glue, or deselected, since the last sync; accounts and units stay. */
  orphaned: number;
  /** Linked organizations that were gone or deselected and are back. */
  returned: number;
  /** Organizations and accounts that were not linked because more than one could be meant. */
  undecided: number;
  /** Fields that were changed on both sides; the account's value was kept. */
  conflicts: number;
  /** Organizations made or changed in IT Glue after their account. */
  pushed: number;
  /** Changes of accounts that could not be made in IT Glue; the sync log tells each. */
  errors: number;
  /** Changes of accounts left for the next sync. */
  left: number;
  /** Organizations read, the MSP's own left out. */
  total: number;
};

/**
 * Keeps IT Glue's organizations and CRM > Accounts the same (design.md 6). All organizations are read first, over HTTP;
 * one transaction writes what changed here; then, two-way, what accounts changed is sent. A failure of sending is logged
 * and counted, never thrown. Where nothing changed, nothing is written but when it was last synced.
 * @throws ItGlueError, or CommandRefused "it-glue-disabled", "it-glue-not-set-up", "it-glue-other-account",
 * "changed-meanwhile"; mirror, links and accounts are then as they were.
 */
export async function syncOrganizations(ctx: CommandContext): Promise<OrganizationSync> {
  authorize(ctx, "organizations.sync");
  const tenantGateway = await openTenantGateway(ctx);
  const pulled = await pullOrganizations(ctx, tenantGateway);
  await noteItGlueSuccess(ctx);
  return countsOf(pulled, await pushOrganizations(ctx, tenantGateway, pulled));
}

function countsOf({ plan, total }: PulledOrganizations, sent: PushedOrganizations): OrganizationSync {
  return {
    created: plan.newAccounts.length,
    linked: eventsOf(plan.log, "linked"),
    updated: plan.accountUpdates.length,
    orphaned: eventsOf(plan.log, "orphaned"),
    returned: eventsOf(plan.log, "returned"),
    undecided: eventsOf(plan.log, "undecided"),
    conflicts: eventsOf(plan.log, "conflict"),
    pushed: sent.pushed,
    errors: eventsOf(plan.log, "error") + sent.errors,
    left: sent.left,
    total,
  };
}
