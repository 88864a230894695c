import { sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import type { InvoiceGrouping } from "@/db/schema/billing-settings";
import type { CommandContext } from "../context";

/** A chain of parents longer than this goes in a circle. */
const MOST_PARENTS = 20;

/** Whose invoice an account's charges go to: accounts by the payer they are not themselves. */
export type Payers = ReadonlyMap<string, string>;

/**
 * When invoices are consolidated, an account that routes its invoices to its parent goes to wherever that one's go. An
 * account without an entry is its own payer, and so is every account under any other grouping.
 */
export async function payersOf(db: Db, ctx: CommandContext, groupBy: InvoiceGrouping): Promise<Payers> {
  if (groupBy !== "consolidated") return new Map();
  const result: unknown = await db.execute(sql`
    WITH RECURSIVE up AS (
      SELECT id, parent_account_id AS payer_id, 1 AS steps FROM account
       WHERE tenant_id = ${ctx.scope.tenantId}::uuid AND routes_invoice_to_parent AND parent_account_id IS NOT NULL
      UNION ALL
      SELECT up.id, a.parent_account_id, up.steps + 1 FROM up
        JOIN account a ON a.tenant_id = ${ctx.scope.tenantId}::uuid AND a.id = up.payer_id
       WHERE a.routes_invoice_to_parent AND a.parent_account_id IS NOT NULL AND up.steps < ${MOST_PARENTS})
    SELECT DISTINCT ON (id) id::text, payer_id::text FROM up ORDER BY id, steps DESC`);
  const { rows } = result as { rows: { id: string; payer_id: string }[] };
  return new Map(rows.map((row) => [row.id, row.payer_id]));
}

/** The accounts and all whose charges go to their invoices. */
export function withMembers(payerIds: readonly string[], payers: Payers): string[] {
  const wanted = new Set(payerIds);
  return [...wanted, ...[...payers].filter(([, payerId]) => wanted.has(payerId)).map(([id]) => id)];
}
