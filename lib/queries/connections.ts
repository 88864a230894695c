import { and, asc, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { itGlueConnection, itGlueSettings, userConnection } from "@/db/schema/it-glue";
import { appUser } from "@/db/schema/tenant";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { type ConnectStatus, connectStatus } from "./integrations";

/** A person's Connect as an Administrator sees it: nothing that opens IT Glue. Instants are ISO. */
export type ConnectionRow = {
  userId: string;
  name: string;
  email: string;
  /** Can sign in to Flexbill. */
  isActive: boolean;
  kind: "oauth" | "api-key";
  /** Of a personal API key; null for a sign-in with IT Glue. */
  lastFour: string | null;
  status: Exclude<ConnectStatus, "not-connected">;
  /** The IT Glue account they connected to: another one than the company's after it moved. */
  accountName: string;
  connectedAt: string;
  /** When IT Glue last answered under it. */
  lastUsedAt: string | null;
  /** Everything is counted through this one. */
  isCounting: boolean;
};

/**
 * Admin > Security > IT Glue connections: everybody who connected, by name.
 * @param now real time, in which tokens end.
 */
export async function connections(scope: TenantScope, now: Date = new Date()): Promise<ConnectionRow[]> {
  const rows = await withTenant(scope, (db) =>
    db
      .select({
        own: userConnection,
        name: appUser.name,
        email: appUser.email,
        isActive: appUser.isActive,
        accountName: itGlueConnection.accountName,
        pinnedConnectionId: itGlueSettings.connectionId,
        countingIdentity: itGlueSettings.countingIdentity,
        countingUserId: itGlueSettings.countingUserId,
      })
      .from(userConnection)
      .innerJoin(
        appUser,
        and(eq(appUser.tenantId, userConnection.tenantId), eq(appUser.id, userConnection.userId)),
      )
      .innerJoin(
        itGlueConnection,
        and(
          eq(itGlueConnection.tenantId, userConnection.tenantId),
          eq(itGlueConnection.id, userConnection.connectionId),
        ),
      )
      .leftJoin(itGlueSettings, eq(itGlueSettings.tenantId, userConnection.tenantId))
      .where(eq(userConnection.tenantId, scope.tenantId))
      .orderBy(asc(appUser.name), asc(appUser.email)),
  );
  return rows.map(({ own, name, email, isActive, accountName, ...settings }) => ({
    userId: own.userId,
    name,
    email,
    isActive,
    kind: own.kind,
    lastFour: own.details.lastFour ?? null,
    status: connectStatus(own, settings.pinnedConnectionId, now),
    accountName,
    connectedAt: own.connectedAt,
    lastUsedAt: own.lastUsedAt,
    isCounting: settings.countingIdentity === "user" && settings.countingUserId === own.userId,
  }));
}
