import { sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { makeTenant, type TestTenant } from "@/lib/testing/factories";

/** The business date of the measured tenant; a quarter of the items is due. */
export const REVIEWED_ON = "2026-06-15";

const ITEMS_PER_LINE = 4;
const LINES_PER_ACCOUNT = 5;

/**
 * A tenant with so many items in review: accounts of five service lines, each of these projected for four months, every
 * seventh line with a proration in place of its last month. Written by a few statements: what is measured comes after.
 */
export async function makeReviewPortfolio(items: number): Promise<TestTenant> {
  const tenant = await makeTenant({ clockAt: `${REVIEWED_ON}T13:00:00Z` });
  const accounts = Math.ceil(items / ITEMS_PER_LINE / LINES_PER_ACCOUNT);
  const own = sql`${tenant.id}::uuid`;
  const at = sql`'2026-06-01T13:00:00Z'::timestamptz`;
  await withTenant(tenant.scope, async (db) => {
    await db.execute(sql`
      INSERT INTO service (tenant_id, name, unit_price, created_at)
      SELECT ${own}, (ARRAY['Microsoft 365', 'Backup', 'Firewall', 'Endpoint security', 'Help desk'])[n], 10, ${at}
        FROM generate_series(1, ${LINES_PER_ACCOUNT}::int) n`);
    await db.execute(sql`
      WITH made AS (
        INSERT INTO account (tenant_id, name, source, created_at)
        SELECT ${own}, 'Account ' || md5(n::text), 'manual', ${at} FROM generate_series(1, ${accounts}::int) n
        RETURNING id, name)
      INSERT INTO contract (tenant_id, account_id, contract_number, name, billing_cycle, alignment, issue_invoice_on,
                            start_on, currency, created_at)
      SELECT ${own}, id, row_number() OVER (), 'Managed services of ' || name, 'monthly', 'contract-start', 'start',
             '2026-06-01', CASE WHEN substr(name, 9, 1) = 'a' THEN 'EUR' ELSE 'USD' END, ${at} FROM made`);
    await db.execute(sql`
      INSERT INTO contract_line (tenant_id, contract_id, service_id, name, start_on, created_at)
      SELECT ${own}, c.id, s.id, s.name, c.start_on, ${at} FROM contract c, service s
       WHERE c.tenant_id = ${own} AND s.tenant_id = ${own}`);
    await db.execute(sql`
      INSERT INTO price_segment (tenant_id, line_id, effective_on, unit_price, unit_cost, recorded_at, recorded_by)
      SELECT ${own}, id, start_on, 10, 7.5, ${at}, 'Portfolio' FROM contract_line WHERE tenant_id = ${own}`);
    await db.execute(sql`
      INSERT INTO billing_item (tenant_id, account_id, contract_id, line_id, kind, period_start_on, period_end_on, effective_on,
                                invoice_on, units, unit_price, days, period_days, amount_minor, currency, explanation,
                                content_hash)
      SELECT ${own}, account_id, contract_id, line_id, kind, first, last, effective_on, effective_on, 5 + n % 90, 10, 30, 30,
             (5 + n % 90) * 1000, currency, (5 + n % 90) || ' units × 10.00', encode(sha256((line_id::text || m)::bytea), 'hex')
        FROM (SELECT c.account_id, c.id AS contract_id, l.id AS line_id, c.currency, m,
                     row_number() OVER (ORDER BY l.id, m) AS n,
                     CASE WHEN m = 3 AND c.contract_number % 7 = 0 THEN 'proration' ELSE 'regular' END AS kind,
                     ('2026-06-01'::date + (m || ' months')::interval)::date AS first,
                     ('2026-06-01'::date + (m + 1 || ' months')::interval - '1 day'::interval)::date AS last,
                     CASE WHEN m = 3 AND c.contract_number % 7 = 0 THEN '2026-06-10'::date
                          ELSE ('2026-06-01'::date + (m || ' months')::interval)::date END AS effective_on
                FROM contract_line l
                JOIN contract c ON c.tenant_id = l.tenant_id AND c.id = l.contract_id
               CROSS JOIN generate_series(0, ${ITEMS_PER_LINE - 1}::int) m
               WHERE l.tenant_id = ${own}) AS made`);
  });
  return tenant;
}
