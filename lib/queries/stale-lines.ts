import { sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { billingSettingsOf } from "@/db/billing-settings-of";
import type { Db } from "@/db/database";
import { lastCount } from "@/db/last-count";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** A line whose last count is older than Billing Settings allow: billing jobs pass it over. */
export type StaleLine = {
  lineId: string;
  contractId: string;
  accountName: string;
  contractName: string;
  serviceName: string;
  /** The date it was last counted for; null where it never was. */
  countedOn: string | null;
  /** Whole days since, or since its rule began to count where it never was. */
  days: number;
};

export type StaleLines = {
  /** The oldest counts first, at most `most`. */
  lines: StaleLine[];
  count: number;
  /** Whole days a count may be old. */
  staleAfterDays: number;
};

type Row = {
  line_id: string;
  contract_id: string;
  account_name: string;
  contract_name: string;
  line_name: string;
  counted_on: string | null;
  since_on: string;
  count: number;
};

/**
 * Lines of active contracts that count flexible assets, have begun, have not ended and were not counted for too long, as of
 * `on`; by the rule that blocks automatic posting (`staleLines` of lib/commands/billing/due-items.ts). A held count is a count.
 */
export async function staleLines(
  db: Db,
  scope: TenantScope,
  { on, most }: { on: string; most: number },
): Promise<StaleLines> {
  const { staleAfterDays } = await billingSettingsOf(db, scope);
  const today = Temporal.PlainDate.from(on);
  const oldestOn = today.subtract({ days: staleAfterDays }).toString();
  const result: unknown = await db.execute(sql`
    WITH aged AS (
      SELECT l.id, l.name, c.id AS contract_id, c.name AS contract_name, c.account_id, age.counted_on, age.since_on
        FROM contract_line l
        JOIN contract c ON c.tenant_id = l.tenant_id AND c.id = l.contract_id AND c.status = 'active'
        JOIN ${lastCount(sql`l.tenant_id`, sql`l.id`)} AS age ON true
       WHERE l.tenant_id = ${scope.tenantId}::uuid AND l.start_on <= ${on}::date AND (l.end_on IS NULL OR l.end_on >= ${on}::date))
    SELECT aged.id AS line_id, aged.contract_id, a.name AS account_name, aged.contract_name, aged.name AS line_name,
           aged.counted_on::text AS counted_on, aged.since_on::text AS since_on, (count(*) OVER ())::int AS count
      FROM aged JOIN account a ON a.tenant_id = ${scope.tenantId}::uuid AND a.id = aged.account_id
     WHERE aged.since_on < ${oldestOn}::date
     ORDER BY aged.since_on, a.name, aged.name, aged.id LIMIT ${most}`);
  const rows = (Array.isArray(result) ? result : (result as { rows: unknown[] }).rows) as Row[];
  return {
    lines: rows.map((row) => ({
      lineId: row.line_id,
      contractId: row.contract_id,
      accountName: row.account_name,
      contractName: row.contract_name,
      serviceName: row.line_name,
      countedOn: row.counted_on,
      days: Temporal.PlainDate.from(row.since_on).until(today).days,
    })),
    count: rows[0]?.count ?? 0,
    staleAfterDays,
  };
}
