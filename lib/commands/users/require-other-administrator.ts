import { and, asc, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { appUser } from "@/db/schema/tenant";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/**
 * Refuses to take the last active Administrator from a company: nobody could let anyone in again. Call it before the
 * user is taken. The rows stay locked, in one order, so that two Administrators who demote each other do not both pass.
 */
export async function requireOtherAdministrator(
  db: Db,
  ctx: CommandContext,
  user: { userId: string; path: "role" | "isActive" },
): Promise<void> {
  const administrators = await db
    .select({ id: appUser.id })
    .from(appUser)
    .where(
      and(
        eq(appUser.tenantId, ctx.scope.tenantId),
        eq(appUser.role, "Administrator"),
        eq(appUser.isActive, true),
      ),
    )
    .orderBy(asc(appUser.id))
    .for("update");
  const isAmong = administrators.some(({ id }) => id === user.userId);
  if (!isAmong || administrators.length > 1) return;
  const message = "This is the last active Administrator: make another user an Administrator first";
  throw new CommandRefused("invalid", { message: `${message}.` }, [{ path: user.path, message }]);
}
