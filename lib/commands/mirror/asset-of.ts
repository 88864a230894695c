import { type SQL, sql } from "drizzle-orm";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/**
 * The asset of an id, looked up by its key, for a join. Staging and mirror fill faster than the database learns of it: left to
 * choose a way of joining, it takes either for empty and compares every asset with every other. `LIMIT` leaves it no choice.
 */
export const assetOf = ({ tenantId }: TenantScope, connectionId: string, id: SQL): SQL => sql`LATERAL (
  SELECT * FROM asset
   WHERE asset.tenant_id = ${tenantId}::uuid AND asset.connection_id = ${connectionId}::uuid AND asset.id = ${id}
   LIMIT 1)`;
