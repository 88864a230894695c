import { sql } from "drizzle-orm";
import { withGate } from "@/db/client";
import { tenant } from "@/db/schema/tenant";
import { clockOf } from "@/lib/auth/clock";
import { type DueNight, nightDueNow } from "@/lib/domain/due-night";
import { businessDate, type TenantServer, timeZoneOf } from "@/lib/domain/regions";

/** A tenant with IT Glue enabled, at its own time. Dates are "YYYY-MM-DD". */
export type TickingTenant = {
  tenantId: string;
  slug: string;
  isSimulation: boolean;
  /** Today on the tenant's server. */
  today: string;
  /** The night to be run now; null before 00:15 and once it is completed. */
  due: DueNight | null;
  /** The IT Glue account its requests go to ("us/123"), or the tenant itself before one was proved. */
  itGlueAccount: string;
};

/** Every tenant that is to be recounted at night, across all tenants: for the tick and the command line. */
export async function tenantsForTick(): Promise<TickingTenant[]> {
  const rows = await withGate((db) =>
    db
      .select({
        tenantId: sql<string>`tenant_id`.as("tenant_id"),
        slug: sql<string>`slug`.as("slug"),
        server: sql<TenantServer>`server`.as("server"),
        isSimulation: sql<boolean>`is_simulation`.as("is_simulation"),
        simulatedAt: sql<string | null>`simulated_at`.mapWith(tenant.simulatedAt).as("simulated_at"),
        lastCompletedOn: sql<string | null>`last_scheduled_on::text`.as("last_scheduled_on"),
        itGlueAccount: sql<string>`coalesce(it_glue_account, tenant_id::text)`.as("account"),
      })
      .from(sql`tenants_for_tick()`)
      .orderBy(sql`slug`),
  );
  return rows.map(({ server, simulatedAt, lastCompletedOn, ...row }) => {
    const now = clockOf({ isSimulation: row.isSimulation, simulatedAt })();
    const timeZone = timeZoneOf(server);
    return {
      ...row,
      today: businessDate(now, timeZone).toString(),
      due: nightDueNow({ now, timeZone, lastCompletedOn }),
    };
  });
}
