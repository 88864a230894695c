import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { appUser } from "@/db/schema/tenant";
import { authorize } from "@/lib/auth/policy";
import { type SetUserActiveInput, setUserActiveInput } from "@/lib/inputs/users";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { requireOtherAdministrator } from "./require-other-administrator";
import { takeUser } from "./take-user";

/**
 * Disables a user, whose sessions end with their next call, or lets them sign in again. Nobody disables themself, nor
 * the last active Administrator. Refuses `changed-meanwhile`, `invalid`, `not-found`.
 */
export async function setUserActive(
  ctx: CommandContext,
  input: SetUserActiveInput,
): Promise<{ version: number }> {
  authorize(ctx, "users.manage");
  const { isActive, ...opened } = setUserActiveInput.parse(input);
  if (!isActive && ctx.actor.kind === "user" && ctx.actor.userId === opened.userId) throw notOneself();
  return withTenant(ctx.scope, async (db) => {
    if (!isActive) await requireOtherAdministrator(db, ctx, { userId: opened.userId, path: "isActive" });
    const user = await takeUser(db, ctx, opened);
    await db
      .update(appUser)
      .set({ isActive })
      .where(and(eq(appUser.tenantId, ctx.scope.tenantId), eq(appUser.id, user.id)));
    await recordAudit(db, ctx, {
      action: isActive ? "user.enabled" : "user.disabled",
      subject: { kind: "user", id: user.id },
      changes: {
        ...changedFields({ isActive: user.isActive }, { isActive }),
        version: { from: opened.version, to: user.sessionVersion },
      },
    });
    return { version: user.sessionVersion };
  });
}

function notOneself(): CommandRefused {
  const message = "You cannot disable yourself: ask another Administrator to do it";
  return new CommandRefused("invalid", { message: `${message}.` }, [{ path: "isActive", message }]);
}
