import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { itGlueConnection, itGlueSettings } from "@/db/schema/it-glue";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** Whose rate limit a tenant's runs draw on: its IT Glue account ("us/123"), or the tenant before one was proved. */
export async function itGlueAccountOf(scope: TenantScope): Promise<string> {
  const [found] = await withTenant(scope, (db) =>
    db
      .select({ server: itGlueConnection.server, accountId: itGlueConnection.accountId })
      .from(itGlueSettings)
      .innerJoin(
        itGlueConnection,
        and(
          eq(itGlueConnection.tenantId, itGlueSettings.tenantId),
          eq(itGlueConnection.id, itGlueSettings.connectionId),
        ),
      )
      .where(eq(itGlueSettings.tenantId, scope.tenantId)),
  );
  return found ? `${found.server}/${found.accountId}` : scope.tenantId;
}
