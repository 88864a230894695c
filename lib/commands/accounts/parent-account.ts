import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/**
 * Proves that an account may stand under `parentAccountId`: there is such an account, and it neither is the account itself
 * nor stands below it. Refuses `not-found`, `invalid`.
 * @param accountId null for an account that is only being made.
 */
export async function refuseOtherParent(
  db: Db,
  ctx: CommandContext,
  accountId: string | null,
  parentAccountId: string | null,
): Promise<void> {
  const seen = new Set<string>();
  for (let at = parentAccountId; at !== null && !seen.has(at); ) {
    const [found] = await db
      .select({ name: account.name, parentAccountId: account.parentAccountId })
      .from(account)
      .where(and(eq(account.tenantId, ctx.scope.tenantId), eq(account.id, at)));
    if (!found) throw new CommandRefused("not-found", { what: "parent account" });
    if (at === accountId) {
      const message =
        at === parentAccountId
          ? "An account cannot be its own parent; choose another account, or none."
          : "This account stands above the chosen one, so it cannot stand below it too; choose another account.";
      throw new CommandRefused("invalid", { message }, [{ path: "parentAccountId", message }]);
    }
    seen.add(at);
    at = found.parentAccountId;
  }
}
