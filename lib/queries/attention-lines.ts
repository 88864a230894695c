import { sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { Db } from "@/db/database";
import { unitSegment } from "@/db/schema/counting";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { type EndedOverride, endedOverrides } from "./ended-overrides";
import type { AttentionLine } from "./today-overview";

/** Most serious first; a held change waits for a person, but the line keeps billing what it billed. */
const SERIOUSNESS = ["broken-rule", "unmapped", "unreachable", "missed", "held"];

type Row = {
  line_id: string;
  contract_id: string;
  account_name: string;
  contract_name: string;
  line_name: string;
  state: AttentionLine["state"];
  reason: string | null;
  since_on: string;
  units: string | null;
  proposed_units: string | null;
};

/**
 * Lines whose newest count was none, lines with an open held change, and lines whose override is over with no count since
 * (which may lack a night of their own: one that was missed). "Since" is the date from which the state has held
 * without a break. A line that ended, or whose contract is inactive, needs nobody.
 */
export async function attentionLines(
  db: Db,
  scope: TenantScope,
  businessOn: string,
): Promise<AttentionLine[]> {
  const tenantId = scope.tenantId;
  const result = await db.execute<Row>(sql`
    WITH recorded AS (
      SELECT l.line_id, l.state, l.reasons, l.units, r.business_on, r.position,
             row_number() OVER (PARTITION BY l.line_id ORDER BY r.position DESC) AS age
        FROM sync_run_line l JOIN sync_run r ON r.tenant_id = l.tenant_id AND r.id = l.run_id
       WHERE l.tenant_id = ${tenantId}),
    newest AS (SELECT * FROM recorded WHERE age = 1 AND state IN ('unmapped', 'unreachable', 'broken-rule')),
    uncounted AS (
      SELECT n.line_id, n.state, n.reasons #>> '{0,message}' AS reason, n.units::text AS units, NULL AS proposed_units,
             (SELECT min(s.business_on) FROM recorded s WHERE s.line_id = n.line_id AND s.age < coalesce(
               (SELECT min(o.age) FROM recorded o WHERE o.line_id = n.line_id AND o.state <> n.state), 2147483647)) AS since_on
        FROM newest n),
    waiting AS (
      SELECT h.line_id, 'held' AS state, h.reasons #>> '{0,message}' AS reason, h.current_units::text AS units,
             h.proposed_units::text AS proposed_units, h.first_seen_on AS since_on
        FROM held_change h
       WHERE h.tenant_id = ${tenantId} AND h.status = 'open' AND h.line_id NOT IN (SELECT line_id FROM uncounted))
    SELECT f.line_id, c.id AS contract_id, a.name AS account_name, c.name AS contract_name, cl.name AS line_name,
           f.state, f.reason, f.since_on::text AS since_on, f.units, f.proposed_units
      FROM (SELECT * FROM uncounted UNION ALL SELECT * FROM waiting) f
      JOIN contract_line cl ON cl.tenant_id = ${tenantId} AND cl.id = f.line_id
      JOIN contract c ON c.tenant_id = ${tenantId} AND c.id = cl.contract_id AND c.status = 'active'
      JOIN account a ON a.tenant_id = ${tenantId} AND a.id = c.account_id
     ORDER BY f.since_on, a.name, cl.name`);
  const rows = (Array.isArray(result) ? result : (result as unknown as { rows: Row[] }).rows) as Row[];
  const shortest = (text: string | null) =>
    text === null ? null : String(unitSegment.units.mapFromDriverValue(text));
  const ended = await endedOverrides(db, scope, { businessOn });
  const endedOf = new Map(ended.map((override) => [override.lineId, override]));
  const known = new Set(rows.map(({ line_id }) => line_id));
  const uncounted = rows.map(
    (row): AttentionLine => ({
      lineId: row.line_id,
      contractId: row.contract_id,
      accountName: row.account_name,
      contractName: row.contract_name,
      serviceName: row.line_name,
      state: row.state,
      reason: row.reason ?? "",
      sinceOn: row.since_on,
      billedUnits: shortest(row.units),
      proposedUnits: shortest(row.proposed_units),
      endedOverride: endedOf.get(row.line_id) ?? null,
    }),
  );
  const missed = ended.filter(({ lineId }) => !known.has(lineId)).map(missedLine);
  return [...uncounted, ...missed].sort(
    (a, b) => SERIOUSNESS.indexOf(a.state) - SERIOUSNESS.indexOf(b.state),
  );
}

/** A line that no run has looked at since its override ended. */
function missedLine(override: EndedOverride): AttentionLine {
  const { lineId, contractId, accountName, contractName, lineName, throughOn, units } = override;
  return {
    lineId,
    contractId,
    accountName,
    contractName,
    serviceName: lineName,
    state: "missed",
    reason: "No run has counted this line since its override ended",
    sinceOn: Temporal.PlainDate.from(throughOn).add({ days: 1 }).toString(),
    billedUnits: units,
    proposedUnits: null,
    endedOverride: override,
  };
}
