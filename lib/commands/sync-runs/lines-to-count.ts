import { sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { CommandContext } from "../context";

export type LineToCount = { lineId: string; accountId: string; assetTypeId: string };

/**
 * Lines of active contracts that bill by flexible assets under their newest terms and have not ended before `businessOn`, by
 * account and id.
 */
export async function linesToCount(ctx: CommandContext, businessOn: string): Promise<LineToCount[]> {
  const result: unknown = await withTenant(ctx.scope, (db) =>
    // The newest terms are looked up line by line: there are tens of thousands, and each has few terms.
    db.execute(sql`
      SELECT l.id AS "lineId", c.account_id AS "accountId", newest.type_id AS "assetTypeId"
        FROM contract_line l
        JOIN contract c ON c.tenant_id = l.tenant_id AND c.id = l.contract_id
       CROSS JOIN LATERAL (
         SELECT t.bill_by, t.count_rule ->> 'assetTypeId' AS type_id FROM line_terms t
          WHERE t.tenant_id = l.tenant_id AND t.line_id = l.id
          ORDER BY t.terms_version DESC LIMIT 1) AS newest
       WHERE l.tenant_id = ${ctx.scope.tenantId} AND c.status = 'active' AND (l.end_on IS NULL OR l.end_on >= ${businessOn})
         AND newest.bill_by = 'flexible-assets' AND newest.type_id IS NOT NULL
       ORDER BY c.account_id, l.id`),
  );
  return (result as { rows: LineToCount[] }).rows;
}
