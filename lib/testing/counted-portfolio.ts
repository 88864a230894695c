import { sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { reprojectLines } from "@/lib/commands/billing/reproject-lines";
import type { CommandContext } from "@/lib/commands/context";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import type { TestTenant } from "./factories";

/** An asset type of the emulator's generated account, and its fields, by id. */
export type GeneratedType = { id: string; seats: string; license: string };

/** What lines count: three of the fourteen licenses that are documented, the most frequent ones. */
const LICENSES = [
  "Microsoft 365 Business Premium",
  "Microsoft 365 Business Standard",
  "Microsoft 365 Business Basic",
];

/**
 * A monthly contract from 1 June 2026 for every account that is linked to an organization, and so many lines in all at 10.00,
 * each counting Seats of one type and three licenses, the types by turns. Written by a few statements; without units.
 */
export async function countedPortfolio(
  tenant: TestTenant,
  { lines, types }: { lines: number; types: readonly GeneratedType[] },
): Promise<void> {
  const own = sql`${tenant.id}::uuid`;
  const at = sql`${tenant.clock.now().toString()}::timestamptz`;
  const rules = types.map(
    (type): CountRule => ({
      assetTypeId: type.id,
      billBy: { by: "field", fieldId: type.seats },
      conditions: [{ fieldId: type.license, values: LICENSES }],
      includeArchived: false,
    }),
  );
  await withTenant(tenant.scope, async (db) => {
    // What was filled a moment ago has no statistics: the server would take it for empty and join row by row.
    await db.execute(sql`SET LOCAL enable_nestloop = off`);
    await db.execute(sql`
      INSERT INTO service (tenant_id, name, unit_price, created_at) VALUES (${own}, 'Seats', 10, ${at})`);
    await db.execute(sql`
      INSERT INTO contract (tenant_id, account_id, contract_number, name, billing_cycle, alignment, issue_invoice_on,
                            start_on, currency, created_at)
      SELECT ${own}, account_id, row_number() OVER (ORDER BY account_id), 'Managed services', 'monthly', 'contract-start',
             'start', '2026-06-01', 'USD', ${at}
        FROM (SELECT DISTINCT account_id FROM account_organization) AS linked`);
    await db.execute(sql`
      INSERT INTO contract_line (tenant_id, contract_id, service_id, name, start_on, sort_order, created_at)
      SELECT ${own}, c.id, s.id, 'Seats ' || n, c.start_on, n, ${at}
        FROM generate_series(0, ${lines - 1}::int) n
        CROSS JOIN (SELECT count(*) AS contracts FROM contract) AS counted
        JOIN contract c ON c.contract_number = 1 + n % counted.contracts
        CROSS JOIN service s`);
    await db.execute(sql`
      INSERT INTO line_terms (tenant_id, line_id, terms_version, effective_on, bill_by, count_rule, recorded_at, recorded_by)
      SELECT ${own}, l.id, 1, l.start_on, 'flexible-assets',
             ${JSON.stringify(rules)}::jsonb -> ((l.sort_order + l.sort_order / counted.contracts) % ${rules.length}::int)::int,
             ${at}, 'Portfolio'
        FROM contract_line l CROSS JOIN (SELECT count(*) AS contracts FROM contract) AS counted`);
    await db.execute(sql`
      INSERT INTO price_segment (tenant_id, line_id, effective_on, unit_price, recorded_at, recorded_by)
      SELECT ${own}, id, start_on, 10, ${at}, 'Portfolio' FROM contract_line`);
  });
}

/** As if somebody had approved every change that a night held, at once; the items of their lines follow. */
export async function approveAllHeld(ctx: CommandContext): Promise<void> {
  const own = sql`${ctx.scope.tenantId}::uuid`;
  const lines = await withTenant(ctx.scope, async (db) => {
    await db.execute(sql`
      INSERT INTO unit_segment (tenant_id, line_id, effective_on, units, source, reading_id, recorded_at, recorded_by)
      SELECT ${own}, h.line_id, '2026-06-01', h.proposed_units, 'approved', h.reading_id,
             ${ctx.now().toString()}::timestamptz, 'Portfolio'
        FROM held_change h WHERE h.status = 'open'`);
    await db.execute(
      sql`UPDATE held_change SET status = 'approved', version = version + 1 WHERE status = 'open'`,
    );
    const result: unknown = await db.execute(sql`
      SELECT l.id, c.account_id AS "accountId" FROM contract_line l
        JOIN contract c ON c.tenant_id = l.tenant_id AND c.id = l.contract_id ORDER BY c.account_id, l.id`);
    return (result as { rows: { id: string; accountId: string }[] }).rows;
  });
  await reprojectLines(ctx, lines);
}
