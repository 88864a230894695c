import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { userConnection } from "@/db/schema/it-glue";
import { appUser } from "@/db/schema/tenant";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { CountingStatus } from "./it-glue-settings-verdict";

export type CountingUser = { userId: string; name: string; email: string; status: CountingStatus };

/**
 * Who may count in place of the API key: people whose own Connect to the pinned account holds, by name; and whoever is
 * chosen already, however they stand.
 * @param now real time, in which tokens end.
 */
export async function countingUsers(
  db: Db,
  scope: TenantScope,
  pinnedConnectionId: string | null,
  chosenUserId: string | null,
  now: Date,
): Promise<CountingUser[]> {
  const rows = await db
    .select({
      userId: appUser.id,
      name: appUser.name,
      email: appUser.email,
      isActive: appUser.isActive,
      connectionId: userConnection.connectionId,
      status: userConnection.status,
      sealedRefresh: userConnection.sealedRefresh,
      accessExpiresAt: userConnection.accessExpiresAt,
    })
    .from(appUser)
    .leftJoin(
      userConnection,
      and(eq(userConnection.tenantId, appUser.tenantId), eq(userConnection.userId, appUser.id)),
    )
    .where(eq(appUser.tenantId, scope.tenantId))
    .orderBy(appUser.name, appUser.id);
  return rows
    .map(({ userId, name, email, ...own }) => ({
      userId,
      name,
      email,
      status: statusOf(own, pinnedConnectionId, now),
    }))
    .filter(({ userId, status }) => status === "connected" || userId === chosenUserId);
}

type Own = {
  isActive: boolean;
  connectionId: string | null;
  status: "connected" | "reconnect" | null;
  sealedRefresh: string | null;
  accessExpiresAt: string | null;
};

function statusOf(own: Own, pinnedConnectionId: string | null, now: Date): CountingStatus {
  if (!own.isActive) return "disabled";
  if (own.status === null) return "disconnected";
  const isEnded =
    own.sealedRefresh === null &&
    own.accessExpiresAt !== null &&
    Date.parse(own.accessExpiresAt) <= now.getTime();
  const holds = own.status === "connected" && own.connectionId === pinnedConnectionId && !isEnded;
  return holds ? "connected" : "needs-reconnect";
}
