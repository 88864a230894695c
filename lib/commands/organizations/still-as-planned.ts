import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account, accountOrganization } from "@/db/schema/account";
import type { OrganizationCreation, OrganizationUpdate } from "@/lib/domain/organization-sync/sync-state";
import type { CommandContext } from "../context";

/**
 * Whether what was planned for an account is still to be sent: nobody saved it meanwhile, and its links are the ones that
 * were planned with. Otherwise the next run plans anew.
 */
export async function isStillAsPlanned(
  ctx: CommandContext,
  connectionId: string,
  planned: OrganizationCreation | OrganizationUpdate,
): Promise<boolean> {
  const { tenantId } = ctx.scope;
  return withTenant(ctx.scope, async (db) => {
    const [row] = await db
      .select({ version: account.version, isActive: account.isActive })
      .from(account)
      .where(and(eq(account.tenantId, tenantId), eq(account.id, planned.accountId)));
    if (row?.version !== planned.version || !row.isActive) return false;
    const links = await db
      .select({
        organizationId: accountOrganization.organizationId,
        isLeading: accountOrganization.isLeading,
        state: accountOrganization.state,
      })
      .from(accountOrganization)
      .where(
        and(
          eq(accountOrganization.tenantId, tenantId),
          eq(accountOrganization.connectionId, connectionId),
          eq(accountOrganization.accountId, planned.accountId),
        ),
      );
    if (!("organizationId" in planned)) return links.length === 0;
    return links.some(
      ({ organizationId, isLeading, state }) =>
        organizationId === planned.organizationId && isLeading && state !== "orphaned",
    );
  });
}
