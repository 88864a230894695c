import { sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import type { CommandContext } from "../context";

/** A chain of parents longer than this goes in a circle. */
const MOST_PARENTS = 20;

/**
 * Whose invoice each account's charges go to when invoices are consolidated: an account that routes its invoices to its
 * parent goes to wherever that one's go. Payer by account; without an entry an account is its own payer.
 */
export async function payersOf(db: Db, ctx: CommandContext): Promise<Map<string, string>> {
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
