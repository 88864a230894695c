import { eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account, accountOrganization } from "@/db/schema/account";
import { itGlueSettings } from "@/db/schema/it-glue";
import { authorize } from "@/lib/auth/policy";
import { type CreateAccountInput, createAccountInput } from "@/lib/inputs/accounts";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { noteInSyncLog } from "../organization-links/note-in-sync-log";
import { pinnedOrganization, refuseUnlinkable } from "../organization-links/pinned-organization";
import { startOfAccount } from "../organizations/start-of-account";

/**
 * Makes an account of an organization that the sync left to a person: one whose name fits more than one account, or that
 * was unlinked. Refuses `not-found`, and `invalid` for an organization that is linked already or gone.
 */
export async function createAccount(
  ctx: CommandContext,
  input: CreateAccountInput,
): Promise<{ accountId: string; name: string }> {
  authorize(ctx, "accounts.manage");
  const { organizationId } = createAccountInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const found = await pinnedOrganization(db, ctx, organizationId);
    refuseUnlinkable(found);
    const { tenantId } = ctx.scope;
    const now = ctx.now().toString({ smallestUnit: "millisecond" });
    const accountId = crypto.randomUUID();
    const { name, shortName: accountCode, typeName, statusName } = found;
    const fields = { name, accountCode, typeName, statusName };
    const [settings] = await db
      .select({ defaults: itGlueSettings.accountDefaults })
      .from(itGlueSettings)
      .where(eq(itGlueSettings.tenantId, tenantId));
    await db.insert(account).values({
      ...startOfAccount(settings?.defaults ?? {}),
      ...fields,
      tenantId,
      id: accountId,
      source: "it-glue",
      createdAt: now,
    });
    await db.insert(accountOrganization).values({
      tenantId,
      connectionId: found.connectionId,
      organizationId,
      accountId,
      linkedAt: now,
      // Without the parent: the next sync takes it over where an account stands for it.
      snapshot: {
        organization: { ...fields, parentId: null },
        account: { ...fields, parentAccountId: null },
        waiting: {},
      },
    });
    await recordAudit(db, ctx, {
      action: "account.created",
      subject: { kind: "account", id: accountId },
      changes: {
        name: { from: null, to: found.name },
        linkedOrganization: { from: null, to: `${found.name} (${organizationId})` },
      },
    });
    await noteInSyncLog(db, ctx, [
      {
        connectionId: found.connectionId,
        event: "pulled",
        reason: "account-created",
        organization: found,
        account: { id: accountId, name: found.name },
      },
    ]);
    return { accountId, name: found.name };
  });
}
