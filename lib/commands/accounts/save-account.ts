import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { authorize } from "@/lib/auth/policy";
import { type SaveAccountInput, saveAccountInput } from "@/lib/inputs/accounts";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { accountFacts } from "./account-facts";
import { takeAccount } from "./take-account";

/**
 * Saves how an account is invoiced: name and address on the invoice, currency of its next contracts, tax rate,
 * payment terms, and who is sent its invoices. No sync touches these; invoices already issued keep theirs. Refuses `changed-meanwhile`, `not-found`.
 */
export async function saveAccount(
  ctx: CommandContext,
  input: SaveAccountInput,
): Promise<{ version: number }> {
  authorize(ctx, "accounts.manage");
  const { accountId, version, ...typed } = saveAccountInput.parse(input);
  const facts = {
    ...typed,
    billingName: typed.billingName || null,
    billingAddress: typed.billingAddress || null,
    currency: typed.currency || null,
  };
  return withTenant(ctx.scope, async (db) => {
    const before = await takeAccount(db, ctx, { accountId, version });
    const [after] = await db
      .update(account)
      .set(facts)
      .where(and(eq(account.tenantId, ctx.scope.tenantId), eq(account.id, accountId)))
      .returning();
    await recordAudit(db, ctx, {
      action: "account.saved",
      subject: { kind: "account", id: accountId },
      changes: {
        ...changedFields(accountFacts(before), accountFacts(after!)),
        version: { from: version, to: after!.version },
      },
    });
    return { version: after!.version };
  });
}
