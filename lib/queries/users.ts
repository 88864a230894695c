import { and, asc, eq, max } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { appUser, type Role } from "@/db/schema/tenant";
import type { TenantScope } from "@/lib/auth/tenant-scope";

export type UserRow = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isActive: boolean;
  /** For the forms: a change that meets a later one is refused. */
  version: number;
  /** Without one the person only comes through single sign-on. */
  hasPassword: boolean;
  /** ISO instant on the tenant's clock; null for nobody who ever signed in. */
  lastSignedInAt: string | null;
  /** Keeps their role and stays enabled, until somebody else is an Administrator. */
  isLastAdministrator: boolean;
};

/** Admin > Security > Users: everyone who can sign in to this company or could, by name. */
export async function users(scope: TenantScope): Promise<UserRow[]> {
  const rows = await withTenant(scope, (db) =>
    db
      .select({
        id: appUser.id,
        name: appUser.name,
        email: appUser.email,
        role: appUser.role,
        isActive: appUser.isActive,
        version: appUser.sessionVersion,
        passwordHash: appUser.passwordHash,
        lastSignedInAt: max(auditEvent.at),
      })
      .from(appUser)
      .leftJoin(
        auditEvent,
        and(
          eq(auditEvent.tenantId, appUser.tenantId),
          eq(auditEvent.actorUserId, appUser.id),
          eq(auditEvent.action, "user.signed-in"),
        ),
      )
      .where(eq(appUser.tenantId, scope.tenantId))
      .groupBy(appUser.tenantId, appUser.id)
      .orderBy(asc(appUser.name), asc(appUser.email)),
  );
  const administrators = rows.filter((row) => row.isActive && row.role === "Administrator").length;
  return rows.map(({ passwordHash, ...row }) => ({
    ...row,
    hasPassword: passwordHash !== null,
    isLastAdministrator: administrators === 1 && row.isActive && row.role === "Administrator",
  }));
}
