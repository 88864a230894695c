import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { appUser } from "@/db/schema/tenant";
import { hashPassword } from "@/lib/auth/password";
import { authorize } from "@/lib/auth/policy";
import { type SetUserPasswordInput, setUserPasswordInput } from "@/lib/inputs/users";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { takeUser } from "./take-user";

/**
 * Gives a user a new password, for one who forgot theirs or whose password others know; their sessions end with their
 * next call. Refuses `changed-meanwhile`, `not-found`.
 */
export async function setUserPassword(
  ctx: CommandContext,
  input: SetUserPasswordInput,
): Promise<{ version: number }> {
  authorize(ctx, "users.manage");
  const { password, ...opened } = setUserPasswordInput.parse(input);
  const passwordHash = await hashPassword(password);
  return withTenant(ctx.scope, async (db) => {
    const user = await takeUser(db, ctx, opened);
    await db
      .update(appUser)
      .set({ passwordHash })
      .where(and(eq(appUser.tenantId, ctx.scope.tenantId), eq(appUser.id, user.id)));
    await recordAudit(db, ctx, {
      action: "user.password-set",
      subject: { kind: "user", id: user.id },
      changes: {
        password: { from: null, to: "changed" },
        version: { from: opened.version, to: user.sessionVersion },
      },
    });
    return { version: user.sessionVersion };
  });
}
