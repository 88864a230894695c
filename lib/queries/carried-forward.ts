import { sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import type { invoice } from "@/db/schema/invoice";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/**
 * The net credit, in minor units above zero, that the accounts of a document had left open in its currency when it was
 * issued: what its printed "carried forward" says, whatever happened afterwards. Documents of one instant (a simulated
 * clock stands still) are taken in the order of their numbers; those of the other kind as later ones.
 */
export async function carriedForward(
  db: Db,
  scope: TenantScope,
  document: Pick<
    typeof invoice.$inferSelect,
    "id" | "kind" | "number" | "accountId" | "currency" | "issuedAt"
  >,
): Promise<bigint> {
  const { tenantId } = scope;
  const { id, kind, number, accountId, currency, issuedAt } = document;
  const result = await db.execute<{ rest: string }>(sql`
    WITH accounts AS (
      SELECT ${accountId}::uuid AS account_id
       UNION
      SELECT c.account_id FROM invoice_line l JOIN charge c ON c.tenant_id = l.tenant_id AND c.id = l.charge_id
       WHERE l.tenant_id = ${tenantId} AND l.invoice_id = ${id})
    SELECT coalesce(sum(c.amount_minor - coalesce(used.minor, 0)), 0)::text AS rest
      FROM charge c
      JOIN accounts a ON a.account_id = c.account_id
      LEFT JOIN LATERAL (
        SELECT sum(l.amount_minor) AS minor
          FROM invoice_line l
          JOIN invoice i ON i.tenant_id = l.tenant_id AND i.id = l.invoice_id
         WHERE l.tenant_id = c.tenant_id AND l.charge_id = c.id
           AND (i.voided_at IS NULL OR i.voided_at > ${issuedAt} OR i.id = ${id})
           AND (i.issued_at < ${issuedAt}
                OR (i.issued_at = ${issuedAt} AND i.kind = ${kind} AND i.number <= ${number}))) used ON true
     WHERE c.tenant_id = ${tenantId} AND c.currency = ${currency} AND c.amount_minor < 0
       AND c.posted_at <= ${issuedAt} AND c.mirror_of_id IS NULL
       AND NOT EXISTS (SELECT 1 FROM charge m WHERE m.tenant_id = c.tenant_id AND m.mirror_of_id = c.id
                          AND m.posted_at <= ${issuedAt})`);
  const rows = Array.isArray(result) ? result : (result as unknown as { rows: { rest: string }[] }).rows;
  return -BigInt((rows[0] as { rest: string }).rest);
}
