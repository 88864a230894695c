import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { itGlueSettings } from "@/db/schema/it-glue";
import { appUser } from "@/db/schema/tenant";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { countingUsers } from "./it-glue-settings-identity";
import type { CountingStatus } from "./it-glue-settings-verdict";

/** The person who counts, where they no longer can. */
export type LostIdentity = { userId: string; userName: string; status: Exclude<CountingStatus, "connected"> };

/**
 * Whether a chosen user counts whose connection no longer holds; null where the API key counts, where all is well, and
 * where the integration is off. For Today: nothing is counted until somebody acts.
 * @param now real time, in which tokens end.
 */
export async function lostCountingIdentity(
  scope: TenantScope,
  now: Date = new Date(),
): Promise<LostIdentity | null> {
  return withTenant(scope, async (db) => {
    const [chosen] = await db
      .select({
        userId: appUser.id,
        connectionId: itGlueSettings.connectionId,
      })
      .from(itGlueSettings)
      .innerJoin(
        appUser,
        and(eq(appUser.tenantId, itGlueSettings.tenantId), eq(appUser.id, itGlueSettings.countingUserId)),
      )
      .where(and(eq(itGlueSettings.tenantId, scope.tenantId), eq(itGlueSettings.isEnabled, true)));
    if (!chosen) return null;
    const users = await countingUsers(db, scope, chosen.connectionId, chosen.userId, now);
    const own = users.find(({ userId }) => userId === chosen.userId);
    if (!own || own.status === "connected") return null;
    return { userId: own.userId, userName: own.name, status: own.status };
  });
}
