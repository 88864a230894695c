import { ItGlueError, type OrganizationKindRecord, type OrganizationRecord } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import { noteItGlueError, proveTenantAccount, type TenantGateway } from "../it-glue-settings/tenant-gateway";
import { CommandRefused } from "../refusal";

export type OrganizationsRead = {
  organizations: OrganizationRecord[];
  types: OrganizationKindRecord[];
  statuses: OrganizationKindRecord[];
};

/**
 * Every organization of the pinned IT Glue account, each once, with all types and statuses. Whole or not at all: a failure
 * is noted for the health panel and thrown.
 * @throws ItGlueError, or CommandRefused "it-glue-other-account".
 */
export async function readOrganizations(
  ctx: CommandContext,
  tenantGateway: TenantGateway,
): Promise<OrganizationsRead> {
  const { gateway } = tenantGateway;
  try {
    const proof = await proveTenantAccount(tenantGateway);
    if (!proof.ok) {
      await noteItGlueError(ctx, "other-account");
      const names = { expected: tenantGateway.accountName, found: proof.found.accountName };
      throw new CommandRefused("it-glue-other-account", names);
    }
    const read = new Map<string, OrganizationRecord>();
    for await (const page of gateway.organizations()) for (const record of page) read.set(record.id, record);
    if (!read.has(tenantGateway.accountId))
      throw new ItGlueError("malformed", "The list lacks the account's own organization: it is not whole.");
    return { organizations: [...read.values()], ...(await gateway.organizationKinds()) };
  } catch (error) {
    if (error instanceof ItGlueError) await noteItGlueError(ctx, error.code);
    throw error;
  }
}
