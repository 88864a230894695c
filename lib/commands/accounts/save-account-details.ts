import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { authorize } from "@/lib/auth/policy";
import { type SaveAccountDetailsInput, saveAccountDetailsInput } from "@/lib/inputs/account-details";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { accountDetails } from "./account-details";
import { refuseOtherParent } from "./parent-account";
import { takeAccount } from "./take-account";

/**
 * Saves name, code, type, status and parent of an account, and whether it is active. With two-way sync on, its leading
 * organization gets them by the next sync, which the caller asks for; nobody waits for IT Glue here. Refuses
 * `changed-meanwhile`, `not-found`, and `invalid` for a parent that stands below the account.
 * @returns `isSyncDue`: whether anything changed that an organization has too.
 */
export async function saveAccountDetails(
  ctx: CommandContext,
  input: SaveAccountDetailsInput,
): Promise<{ version: number; isSyncDue: boolean }> {
  authorize(ctx, "accounts.manage");
  const { accountId, version, isActive, ...typed } = saveAccountDetailsInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const before = await takeAccount(db, ctx, { accountId, version });
    await refuseOtherParent(db, ctx, accountId, typed.parentAccountId);
    const [after] = await db
      .update(account)
      .set({ ...accountDetails(typed), isActive })
      .where(and(eq(account.tenantId, ctx.scope.tenantId), eq(account.id, accountId)))
      .returning();
    const changes = changedFields(
      { ...accountDetails(before), isActive: before.isActive },
      { ...accountDetails(after!), isActive },
    );
    await recordAudit(db, ctx, {
      action: "account.details-saved",
      subject: { kind: "account", id: accountId },
      changes: { ...changes, version: { from: version, to: after!.version } },
    });
    return { version: after!.version, isSyncDue: Object.keys(changes).length > 0 };
  });
}
