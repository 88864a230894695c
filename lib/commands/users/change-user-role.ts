import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { appUser } from "@/db/schema/tenant";
import { authorize } from "@/lib/auth/policy";
import { type ChangeUserRoleInput, changeUserRoleInput } from "@/lib/inputs/users";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { requireOtherAdministrator } from "./require-other-administrator";
import { takeUser } from "./take-user";

/**
 * Gives a user another role, from their next call on: they sign in again. The last active Administrator keeps theirs.
 * Refuses `changed-meanwhile`, `invalid`, `not-found`.
 */
export async function changeUserRole(
  ctx: CommandContext,
  input: ChangeUserRoleInput,
): Promise<{ version: number }> {
  authorize(ctx, "users.manage");
  const { role, ...opened } = changeUserRoleInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    if (role !== "Administrator")
      await requireOtherAdministrator(db, ctx, { userId: opened.userId, path: "role" });
    const user = await takeUser(db, ctx, opened);
    await db
      .update(appUser)
      .set({ role })
      .where(and(eq(appUser.tenantId, ctx.scope.tenantId), eq(appUser.id, user.id)));
    await recordAudit(db, ctx, {
      action: "user.role-changed",
      subject: { kind: "user", id: user.id },
      changes: {
        ...changedFields({ role: user.role }, { role }),
        version: { from: opened.version, to: user.sessionVersion },
      },
    });
    return { version: user.sessionVersion };
  });
}
