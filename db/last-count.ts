import { type SQL, sql } from "drizzle-orm";

/**
 * How old the count of a line is, to be joined to it: `counted_on`, the date it was last counted for (a held count is a count),
 * null where it never was; `since_on`, the same or the date its rule began to count. A line that counts no assets has no such
 * row. A line is stale, and billing jobs pass it over, where `since_on` is further back than Billing Settings allow (design.md 8).
 */
export function lastCount(tenantId: SQL, lineId: SQL): SQL {
  // The newest count is the first that is met from the end of the line's readings, however many years there are. The count that a
  // new line was saved with was taken before there was a line: only its units tell of it.
  return sql`LATERAL (
    SELECT counted.business_on AS counted_on, coalesce(counted.business_on, terms.effective_on) AS since_on
      FROM (SELECT t.bill_by, t.effective_on FROM line_terms t
             WHERE t.tenant_id = ${tenantId} AND t.line_id = ${lineId}
             ORDER BY t.terms_version DESC LIMIT 1) terms
     CROSS JOIN LATERAL (SELECT coalesce(
             (SELECT r.business_on FROM reading r
               WHERE r.tenant_id = ${tenantId} AND r.line_id = ${lineId} AND r.state IN ('counted', 'empty', 'held')
               ORDER BY r.position DESC LIMIT 1),
             (SELECT r.business_on FROM unit_segment s JOIN reading r ON r.tenant_id = s.tenant_id AND r.id = s.reading_id
               WHERE s.tenant_id = ${tenantId} AND s.line_id = ${lineId}
               ORDER BY r.position DESC LIMIT 1)) AS business_on) counted
     WHERE terms.bill_by = 'flexible-assets')`;
}
