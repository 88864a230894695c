import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { changedMeanwhile } from "../changed-meanwhile";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { ACCOUNT_LABELS } from "./account-facts";

/**
 * Raises the version of an account and answers it as it was: from here on the transaction alone may change it. Refuses
 * `not-found`, and `changed-meanwhile` where somebody saved a later version than the one that was opened.
 */
export async function takeAccount(
  db: Db,
  ctx: CommandContext,
  opened: { accountId: string; version: number },
): Promise<typeof account.$inferSelect> {
  const isThis = and(eq(account.tenantId, ctx.scope.tenantId), eq(account.id, opened.accountId));
  const [taken] = await db
    .update(account)
    .set({ version: sql`${account.version} + 1` })
    .where(and(isThis, eq(account.version, opened.version)))
    .returning();
  if (taken) return taken;
  const [found] = await db.select({ id: account.id }).from(account).where(isThis);
  if (!found) throw new CommandRefused("not-found", { what: "account" });
  throw await changedMeanwhile(
    db,
    ctx,
    { kind: "account", id: opened.accountId, what: "account", openedVersion: opened.version },
    ACCOUNT_LABELS,
  );
}
