import { sql } from "drizzle-orm";
import { withGate } from "@/db/client";

/** Ids of the tenants, of all, whose Outbox holds a message that is to be sent now. */
export async function tenantsWithDueMail(): Promise<string[]> {
  const rows = await withGate((db) =>
    db
      .select({ tenantId: sql<string>`tenant_id`.as("tenant_id") })
      .from(sql`tenants_with_due_mail(now())`)
      .orderBy(sql`tenant_id`),
  );
  return rows.map(({ tenantId }) => tenantId);
}
