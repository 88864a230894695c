import { sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { unitSegment } from "@/db/schema/counting";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/**
 * An override that is over while the line has not been counted since, because its nights failed or were missed: an old count
 * is billed, which a person should know (design.md 5).
 */
export type EndedOverride = {
  overrideId: string;
  lineId: string;
  contractId: string;
  accountName: string;
  contractName: string;
  lineName: string;
  /** Its last day. */
  throughOn: string;
  /** Units that it had set, and those that are billed since: decimal text. */
  setUnits: string;
  units: string | null;
  /** The business date of the count that is billed since; null where units were typed. */
  countedOn: string | null;
};

type Row = {
  override_id: string;
  line_id: string;
  contract_id: string;
  account_name: string;
  contract_name: string;
  line_name: string;
  through_on: string;
  set_units: string;
  units: string | null;
  counted_on: string | null;
};

/**
 * Overrides that ended before `businessOn` on lines that count assets, where no count has stood and nothing was saved since,
 * and a run failed, was missed or could not count the line; of one line where given. The one that ended first comes first.
 */
export async function endedOverrides(
  db: Db,
  scope: TenantScope,
  { businessOn, lineId }: { businessOn: string; lineId?: string },
): Promise<EndedOverride[]> {
  const tenantId = scope.tenantId;
  const result = await db.execute<Row>(sql`
    WITH ended AS (
      SELECT DISTINCT ON (o.line_id) o.id, o.line_id, o.through_on, o.units
        FROM unit_override o
       WHERE o.tenant_id = ${tenantId} AND o.withdrawn_at IS NULL AND o.from_on <= ${businessOn}
         AND (${lineId ?? null}::uuid IS NULL OR o.line_id = ${lineId ?? null}::uuid)
       ORDER BY o.line_id, o.through_on DESC)
    SELECT e.id AS override_id, e.line_id, c.id AS contract_id, a.name AS account_name, c.name AS contract_name,
           cl.name AS line_name, e.through_on::text AS through_on, e.units::text AS set_units, s.units::text AS units,
           r.business_on::text AS counted_on
      FROM ended e
      JOIN contract_line cl ON cl.tenant_id = ${tenantId} AND cl.id = e.line_id
       AND (cl.end_on IS NULL OR cl.end_on >= ${businessOn})
      JOIN contract c ON c.tenant_id = ${tenantId} AND c.id = cl.contract_id AND c.status = 'active'
      JOIN account a ON a.tenant_id = ${tenantId} AND a.id = c.account_id
      JOIN LATERAL (SELECT t.bill_by FROM line_terms t WHERE t.tenant_id = ${tenantId} AND t.line_id = e.line_id
                     ORDER BY t.terms_version DESC LIMIT 1) terms ON terms.bill_by = 'flexible-assets'
      LEFT JOIN LATERAL (SELECT u.units, u.reading_id FROM unit_segment u
                          WHERE u.tenant_id = ${tenantId} AND u.line_id = e.line_id AND u.effective_on <= ${businessOn}
                          ORDER BY u.effective_on DESC, u.recorded_at DESC LIMIT 1) s ON true
      LEFT JOIN LATERAL (SELECT n.business_on FROM reading n
                          WHERE n.tenant_id = ${tenantId} AND s.reading_id IS NOT NULL
                            AND (n.id = s.reading_id OR (n.line_id = e.line_id AND n.source = 'nightly'
                                                         AND n.state IN ('counted', 'empty')))
                          ORDER BY n.position DESC LIMIT 1) r ON true
     WHERE e.through_on < ${businessOn}
       AND NOT EXISTS (SELECT 1 FROM reading n WHERE n.tenant_id = ${tenantId} AND n.line_id = e.line_id
                        AND n.business_on > e.through_on AND n.source = 'nightly' AND n.state IN ('counted', 'empty'))
       AND NOT EXISTS (SELECT 1 FROM unit_segment u WHERE u.tenant_id = ${tenantId} AND u.line_id = e.line_id
                        AND u.effective_on > e.through_on AND u.effective_on <= ${businessOn})
       AND (EXISTS (SELECT 1 FROM sync_run x WHERE x.tenant_id = ${tenantId} AND x.business_on > e.through_on
                     AND x.status IN ('failed', 'missed'))
         OR EXISTS (SELECT 1 FROM sync_run_line l JOIN sync_run x ON x.tenant_id = l.tenant_id AND x.id = l.run_id
                     WHERE l.tenant_id = ${tenantId} AND l.line_id = e.line_id AND x.business_on > e.through_on
                       AND l.outcome = 'not-counted'))
     ORDER BY e.through_on, a.name, cl.name`);
  const rows = (Array.isArray(result) ? result : (result as unknown as { rows: Row[] }).rows) as Row[];
  const shortest = (text: string) => String(unitSegment.units.mapFromDriverValue(text));
  return rows.map((row) => ({
    overrideId: row.override_id,
    lineId: row.line_id,
    contractId: row.contract_id,
    accountName: row.account_name,
    contractName: row.contract_name,
    lineName: row.line_name,
    throughOn: row.through_on,
    setUnits: shortest(row.set_units),
    units: row.units === null ? null : shortest(row.units),
    countedOn: row.counted_on,
  }));
}
