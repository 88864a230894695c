import { eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { itGlueSettings } from "@/db/schema/it-glue";
import { authorize } from "@/lib/auth/policy";
import { type AddAccountInput, addAccountInput } from "@/lib/inputs/account-details";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { startOfAccount } from "../organizations/start-of-account";
import { accountDetails } from "./account-details";
import { refuseOtherParent } from "./parent-account";

/**
 * Makes an account by hand. With two-way sync on, the next sync, which the caller asks for, makes its organization in IT
 * Glue or links the one of its name. Refuses `not-found` for an unknown parent.
 */
export async function addAccount(
  ctx: CommandContext,
  input: AddAccountInput,
): Promise<{ accountId: string; name: string }> {
  authorize(ctx, "accounts.manage");
  const details = accountDetails(addAccountInput.parse(input));
  return withTenant(ctx.scope, async (db) => {
    await refuseOtherParent(db, ctx, null, details.parentAccountId);
    const [settings] = await db
      .select({ defaults: itGlueSettings.accountDefaults })
      .from(itGlueSettings)
      .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId));
    const accountId = crypto.randomUUID();
    await db.insert(account).values({
      ...startOfAccount(settings?.defaults ?? {}),
      ...details,
      tenantId: ctx.scope.tenantId,
      id: accountId,
      source: "manual",
      createdAt: ctx.now().toString({ smallestUnit: "millisecond" }),
    });
    await recordAudit(db, ctx, {
      action: "account.added",
      subject: { kind: "account", id: accountId },
      changes: changedFields({}, details),
    });
    return { accountId, name: details.name };
  });
}
