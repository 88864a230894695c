import { withTenant } from "@/db/client";
import { recordAudit } from "@/lib/commands/audit";
import { commandContext, sessionOf } from "./session";
import type { SessionToken } from "./session-token";

/**
 * Notes in the tenant's audit log that a session began, on the tenant's own clock.
 * @returns whether there is such a session: a user disabled in this very moment has none.
 */
export async function recordSignIn(
  token: SessionToken,
  through: "password" | "single-sign-on",
): Promise<boolean> {
  const session = await sessionOf(token);
  if (!session) return false;
  const ctx = commandContext(session);
  await withTenant(ctx.scope, (db) =>
    recordAudit(db, ctx, {
      action: "user.signed-in",
      subject: { kind: "user", id: session.user.id },
      changes: { through: { from: null, to: through } },
    }),
  );
  return true;
}
