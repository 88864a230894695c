import { sql } from "drizzle-orm";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { Db } from "./database";

/** The last day of any period of a contract that is posted or has an opening amount ("YYYY-MM-DD"); null where none is. */
export async function billedThroughOn(
  db: Db,
  scope: TenantScope,
  contractId: string,
): Promise<string | null> {
  const result: unknown = await db.execute(sql`
    SELECT max(period_end_on)::text AS through
      FROM (
        SELECT period_end_on FROM charge
         WHERE tenant_id = ${scope.tenantId}::uuid AND contract_id = ${contractId}::uuid
        UNION ALL
        SELECT o.period_end_on FROM opening_amount o
          JOIN contract_line l ON l.tenant_id = o.tenant_id AND l.id = o.line_id
         WHERE o.tenant_id = ${scope.tenantId}::uuid AND l.contract_id = ${contractId}::uuid) AS billed`);
  const { rows } = result as { rows: { through: string | null }[] };
  return rows[0]!.through;
}
