import { sql } from "drizzle-orm";
import { withGate } from "@/db/client";
import { tenant } from "@/db/schema/tenant";
import { clockOf } from "@/lib/auth/clock";
import { businessDate, dueNight, type TenantServer, timeZoneOf } from "@/lib/domain/regions";

/** A tenant with IT Glue enabled, at its own time. Dates are "YYYY-MM-DD". */
export type TickingTenant = {
  tenantId: string;
  slug: string;
  isSimulation: boolean;
  /** Today on the tenant's server. */
  today: string;
  /** Today once its night may begin, else null. */
  dueOn: string | null;
  /** The newest date with a completed scheduled run; null before the first. */
  lastCompletedOn: string | null;
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
      })
      .from(sql`tenants_for_tick()`)
      .orderBy(sql`slug`),
  );
  return rows.map(({ server, simulatedAt, ...row }) => {
    const now = clockOf({ isSimulation: row.isSimulation, simulatedAt })();
    const timeZone = timeZoneOf(server);
    return {
      ...row,
      today: businessDate(now, timeZone).toString(),
      dueOn: dueNight(now, timeZone)?.toString() ?? null,
    };
  });
}
