import { sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { businessDate } from "@/lib/domain/regions";
import type { CommandContext } from "../context";

/** The rules, each once, by which lines of active contracts count an asset type under their newest terms. */
export async function rulesOfType(db: Db, ctx: CommandContext, assetTypeId: string): Promise<CountRule[]> {
  const today = businessDate(ctx.now(), ctx.tenant.timeZone).toString();
  const result: unknown = await db.execute(sql`
    SELECT DISTINCT newest.count_rule AS rule
      FROM contract_line l
      JOIN contract c ON c.tenant_id = l.tenant_id AND c.id = l.contract_id
     CROSS JOIN LATERAL (
       SELECT t.bill_by, t.count_rule FROM line_terms t
        WHERE t.tenant_id = l.tenant_id AND t.line_id = l.id
        ORDER BY t.terms_version DESC LIMIT 1) AS newest
     WHERE l.tenant_id = ${ctx.scope.tenantId} AND c.status = 'active' AND (l.end_on IS NULL OR l.end_on >= ${today})
       AND newest.bill_by = 'flexible-assets' AND newest.count_rule ->> 'assetTypeId' = ${assetTypeId}`);
  return (result as { rows: { rule: CountRule }[] }).rows.map(({ rule }) => rule);
}
