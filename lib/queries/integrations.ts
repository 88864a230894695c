import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { itGlueConnection, itGlueSettings, userConnection } from "@/db/schema/it-glue";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { ItGlueServer } from "@/lib/domain/regions";

export type ConnectStatus = "connected" | "not-connected" | "needs-reconnect";

/** My Settings > Integrations of one user. */
export type Integrations = {
  /** What stands in the way of any Connect; null when nothing does. */
  obstacle: "not-set-up" | "disabled" | null;
  /** The IT Glue account of the company. */
  account: { name: string; server: ItGlueServer } | null;
  status: ConnectStatus;
  /** How and since when the user is connected; null unless they are or were. */
  own: {
    kind: "oauth" | "api-key";
    connectedAt: string;
    /** When IT Glue last answered under it. */
    lastUsedAt: string | null;
    lastFour: string | null;
  } | null;
  /** The company counts through this user: while their connection does not hold, nothing is counted. */
  isCounting: boolean;
};

/** @param now real time, in which tokens end; a tenant's simulated clock says nothing about them. */
export async function integrations(
  scope: TenantScope,
  userId: string,
  now: Date = new Date(),
): Promise<Integrations> {
  return withTenant(scope, async (db) => {
    const [settings] = await db
      .select({
        isEnabled: itGlueSettings.isEnabled,
        connectionId: itGlueSettings.connectionId,
        countingIdentity: itGlueSettings.countingIdentity,
        countingUserId: itGlueSettings.countingUserId,
        name: itGlueConnection.accountName,
        server: itGlueConnection.server,
      })
      .from(itGlueSettings)
      .leftJoin(
        itGlueConnection,
        and(
          eq(itGlueConnection.tenantId, itGlueSettings.tenantId),
          eq(itGlueConnection.id, itGlueSettings.connectionId),
        ),
      )
      .where(eq(itGlueSettings.tenantId, scope.tenantId));
    const [own] = await db
      .select()
      .from(userConnection)
      .where(and(eq(userConnection.tenantId, scope.tenantId), eq(userConnection.userId, userId)));
    const { name, server } = settings ?? {};
    return {
      obstacle: !name ? "not-set-up" : settings?.isEnabled ? null : "disabled",
      account: name && server ? { name, server } : null,
      status: own ? connectStatus(own, settings?.connectionId ?? null, now) : "not-connected",
      own: own
        ? {
            kind: own.kind,
            connectedAt: own.connectedAt,
            lastUsedAt: own.lastUsedAt,
            lastFour: own.details.lastFour ?? null,
          }
        : null,
      isCounting: settings?.countingIdentity === "user" && settings.countingUserId === userId,
    };
  });
}

/** Whether a user's own Connect holds, as far as is known here: what Update Units asks for. Calls nobody. */
export async function isConnected(
  scope: TenantScope,
  userId: string,
  now: Date = new Date(),
): Promise<boolean> {
  return (await integrations(scope, userId, now)).status === "connected";
}

/** Whether a Connect holds, as far as is known here. */
export function connectStatus(
  own: typeof userConnection.$inferSelect,
  pinnedConnectionId: string | null,
  now: Date,
): Exclude<ConnectStatus, "not-connected"> {
  const isEnded =
    own.sealedRefresh === null &&
    own.accessExpiresAt !== null &&
    Date.parse(own.accessExpiresAt) <= now.getTime();
  const holds = own.status === "connected" && own.connectionId === pinnedConnectionId && !isEnded;
  return holds ? "connected" : "needs-reconnect";
}
