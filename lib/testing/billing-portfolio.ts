import { sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { TestTenant } from "./factories";

/** What a portfolio's lines are projected to: the months from June 2026 on, each due on its first day. */
export const PORTFOLIO_MONTHS = ["2026-06", "2026-07", "2026-08", "2026-09"] as const;

export type PortfolioSize = { accounts: number; linesPerAccount: number };

/**
 * Accounts with one monthly contract from 1 June 2026 and so many lines each, of 10 and more units at 10.00, taxed at 8.875 %,
 * projected three months ahead. Written by a few statements: what is tested or measured is what comes after.
 */
export async function makePortfolio(
  tenant: TestTenant,
  { accounts, linesPerAccount }: PortfolioSize,
): Promise<void> {
  const own = sql`${tenant.id}::uuid`;
  const at = sql`${tenant.clock.now().toString()}::timestamptz`;
  await withTenant(tenant.scope, async (db) => {
    // What was filled a moment ago has no statistics: the server would take it for empty and join row by row.
    await db.execute(sql`SET LOCAL enable_nestloop = off`);
    await db.execute(sql`
      INSERT INTO service (tenant_id, name, unit_price, created_at)
      SELECT ${own}, 'Service ' || n, 10, ${at} FROM generate_series(1, ${linesPerAccount}::int) n`);
    await db.execute(sql`
      WITH made AS (
        INSERT INTO account (tenant_id, name, tax_rate_percent, source, created_at)
        SELECT ${own}, 'Account ' || n, 8.875, 'manual', ${at} FROM generate_series(1, ${accounts}::int) n
        RETURNING id, name)
      INSERT INTO contract (tenant_id, account_id, contract_number, name, billing_cycle, alignment, issue_invoice_on,
                            start_on, currency, created_at)
      SELECT ${own}, id, substr(name, 9)::bigint, 'Managed services', 'monthly', 'contract-start', 'start',
             '2026-06-01', 'USD', ${at} FROM made`);
    await db.execute(sql`
      INSERT INTO contract_line (tenant_id, contract_id, service_id, name, start_on, created_at)
      SELECT ${own}, c.id, s.id, s.name, c.start_on, ${at} FROM contract c, service s`);
    await db.execute(sql`
      INSERT INTO line_terms (tenant_id, line_id, terms_version, effective_on, bill_by, recorded_at, recorded_by)
      SELECT ${own}, id, 1, start_on, 'none', ${at}, 'Portfolio' FROM contract_line`);
    await db.execute(sql`
      INSERT INTO price_segment (tenant_id, line_id, effective_on, unit_price, recorded_at, recorded_by)
      SELECT ${own}, id, start_on, 10, ${at}, 'Portfolio' FROM contract_line`);
    await db.execute(sql`
      INSERT INTO unit_segment (tenant_id, line_id, effective_on, units, source, recorded_at, recorded_by)
      SELECT ${own}, l.id, l.start_on, 9 + c.contract_number % 20, 'typed', ${at}, 'Portfolio'
        FROM contract_line l JOIN contract c ON c.tenant_id = l.tenant_id AND c.id = l.contract_id`);
    await db.execute(sql`
      INSERT INTO billing_item (tenant_id, account_id, contract_id, line_id, kind, period_start_on, period_end_on, effective_on,
                                invoice_on, units, unit_price, days, period_days, amount_minor, currency, explanation,
                                content_hash)
      SELECT ${own}, c.account_id, c.id, l.id, 'regular', m.first, m.last, m.first, m.first, u.units, 10, m.days, m.days,
             (u.units * 1000)::bigint, 'USD',
             u.units::int || ' units × 10.00, ' || to_char(m.first, 'FMDD Month YYYY'),
             encode(sha256((l.id::text || m.first)::bytea), 'hex')
        FROM contract_line l
        JOIN contract c ON c.tenant_id = l.tenant_id AND c.id = l.contract_id
        JOIN unit_segment u ON u.tenant_id = l.tenant_id AND u.line_id = l.id
        CROSS JOIN (
          SELECT first::date, (first + interval '1 month' - interval '1 day')::date AS last,
                 extract(day FROM first + interval '1 month' - interval '1 day')::int AS days
            FROM json_array_elements_text(${JSON.stringify(PORTFOLIO_MONTHS)}::json) AS k(month),
                 LATERAL (SELECT (month || '-01')::timestamp AS first) f) m`);
  });
}

/** The last day of a month of a portfolio. */
export function endOf(month: (typeof PORTFOLIO_MONTHS)[number]): string {
  return month === "2026-06" || month === "2026-09" ? `${month}-30` : `${month}-31`;
}
