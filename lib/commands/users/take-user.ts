import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { appUser } from "@/db/schema/tenant";
import { changedMeanwhile } from "../changed-meanwhile";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** The screen's words for what the audit notes of a user. */
const USER_LABELS = { name: "Name", email: "Email", role: "Role", isActive: "Active" };

/**
 * Raises the session version of a user, which ends all sessions they have at their next call, and answers the row as it
 * was otherwise: from here on the transaction alone may change it. Refuses `not-found`, and `changed-meanwhile` where
 * somebody changed this user after the one that was opened.
 */
export async function takeUser(
  db: Db,
  ctx: CommandContext,
  opened: { userId: string; version: number },
): Promise<typeof appUser.$inferSelect> {
  const isThis = and(eq(appUser.tenantId, ctx.scope.tenantId), eq(appUser.id, opened.userId));
  const [taken] = await db
    .update(appUser)
    .set({ sessionVersion: sql`${appUser.sessionVersion} + 1` })
    .where(and(isThis, eq(appUser.sessionVersion, opened.version)))
    .returning();
  if (taken) return taken;
  const [found] = await db.select({ id: appUser.id }).from(appUser).where(isThis);
  if (!found) throw new CommandRefused("not-found", { what: "user" });
  throw await changedMeanwhile(
    db,
    ctx,
    { kind: "user", id: opened.userId, what: "user", openedVersion: opened.version },
    USER_LABELS,
  );
}
