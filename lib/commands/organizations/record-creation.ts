import { and, eq, or } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { mirrorOf } from "@/lib/domain/organization-sync/mirror-changes";
import { stateOf } from "@/lib/domain/organization-sync/plan-pushes";
import type { OrganizationCreation } from "@/lib/domain/organization-sync/sync-state";
import { fieldsOfOrganization } from "@/lib/domain/organization-sync/working-state";
import type { OrganizationRecord } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import { holdSyncSettings, raiseRevision } from "./sync-settings";
import { writeOrganizations } from "./write-mirror";
import { writeSyncLog } from "./write-sync-log";

/**
 * Records that IT Glue made an organization of an account: mirror, link and log in one transaction. Another sync may have
 * found it by its name already.
 */
export async function recordCreation(
  ctx: CommandContext,
  connectionId: string,
  creation: OrganizationCreation,
  answered: OrganizationRecord,
): Promise<void> {
  const { accountId, accountName, waiting, account } = creation;
  const now = ctx.now().toString({ smallestUnit: "millisecond" });
  await withTenant(ctx.scope, async (db) => {
    await holdSyncSettings(db, ctx, connectionId);
    await writeOrganizations(db, ctx, connectionId, [mirrorOf(answered)]);
    await raiseRevision(db, ctx);
    const about = {
      organizationId: answered.id,
      organizationName: answered.name,
      accountId,
      accountName,
    };
    const links = await db
      .select({
        organizationId: accountOrganization.organizationId,
        accountId: accountOrganization.accountId,
      })
      .from(accountOrganization)
      .where(
        and(
          eq(accountOrganization.tenantId, ctx.scope.tenantId),
          eq(accountOrganization.connectionId, connectionId),
          or(
            eq(accountOrganization.accountId, accountId),
            eq(accountOrganization.organizationId, answered.id),
          ),
        ),
      );
    if (links.some((link) => link.organizationId !== answered.id || link.accountId !== accountId)) {
      // Somebody linked one of the two while IT Glue was answering: what belongs together, a person decides.
      const undecided = { ...about, event: "undecided", reason: "linked-meanwhile", fields: {} } as const;
      return writeSyncLog(db, ctx, connectionId, [undecided]);
    }
    const values = {
      isLeading: true,
      snapshot: { organization: fieldsOfOrganization(answered), account, waiting },
      ...stateOf(waiting),
      syncedAt: now,
    };
    await db
      .insert(accountOrganization)
      .values({
        ...values,
        tenantId: ctx.scope.tenantId,
        connectionId,
        organizationId: answered.id,
        accountId,
        linkedAt: now,
      })
      .onConflictDoUpdate({
        target: [
          accountOrganization.tenantId,
          accountOrganization.connectionId,
          accountOrganization.organizationId,
        ],
        set: values,
      });
    await writeSyncLog(db, ctx, connectionId, [
      { ...about, event: "pushed", reason: "organization-created", fields: creation.fields },
      ...creation.problems.map((problem) => ({ ...problem, ...about })),
    ]);
  });
}
