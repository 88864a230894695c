import { sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { decimal, formatDecimal } from "@/lib/domain/decimal";
import type { CommandContext } from "../context";

const RATE_SCALE = 4;

/** Percent as shortest text; null where nothing is taxed. */
function shortRate(rate: string | null): string | null {
  return rate === null ? null : formatDecimal(decimal(rate, RATE_SCALE), RATE_SCALE);
}

const idsIn = (ids: Iterable<string>) =>
  sql`(SELECT id::uuid FROM json_array_elements_text(${JSON.stringify([...ids])}::json) AS k(id))`;

export type InvoicedAccount = { id: string; name: string; paymentTermDays: number; rate: string | null };

/**
 * Accounts with the tax rate in force on an invoice date: of the latest dated rate from on or before it, else the account's
 * own (design.md 8, Credits).
 */
export async function accountsOn(
  db: Db,
  ctx: CommandContext,
  accountIds: Iterable<string>,
  invoiceOn: string,
): Promise<Map<string, InvoicedAccount>> {
  const result: unknown = await db.execute(sql`
    SELECT a.id::text, a.name, a.payment_term_days::text AS "paymentTermDays",
           (CASE WHEN r.effective_on IS NULL THEN a.tax_rate_percent ELSE r.rate_percent END)::text AS rate
      FROM account a
      LEFT JOIN LATERAL (
        SELECT effective_on, rate_percent FROM account_tax_rate
         WHERE tenant_id = a.tenant_id AND account_id = a.id AND effective_on <= ${invoiceOn}::date
         ORDER BY effective_on DESC LIMIT 1) r ON true
     WHERE a.tenant_id = ${ctx.scope.tenantId}::uuid AND a.id IN ${idsIn(accountIds)}`);
  const { rows } = result as {
    rows: { id: string; name: string; paymentTermDays: string; rate: string | null }[];
  };
  return new Map(
    rows.map((row) => [
      row.id,
      { ...row, paymentTermDays: Number(row.paymentTermDays), rate: shortRate(row.rate) },
    ]),
  );
}

/**
 * The rate at which what a credit corrects was invoiced: that of the newest standing invoice with a charge of the same line
 * and period. A credit without an entry corrects what is not invoiced yet, and has the rate of its account.
 */
export async function correctedRates(
  db: Db,
  ctx: CommandContext,
  creditIds: readonly string[],
): Promise<Map<string, string | null>> {
  if (creditIds.length === 0) return new Map();
  const result: unknown = await db.execute(sql`
    SELECT DISTINCT ON (credit.id) credit.id::text, l.tax_rate_percent::text AS rate
      FROM charge credit
      JOIN charge c ON c.tenant_id = credit.tenant_id AND c.line_id = credit.line_id
                   AND c.period_start_on = credit.period_start_on AND c.amount_minor > 0
      JOIN invoice_line l ON l.tenant_id = c.tenant_id AND l.charge_id = c.id
      JOIN invoice i ON i.tenant_id = l.tenant_id AND i.id = l.invoice_id AND i.kind = 'invoice' AND i.voided_at IS NULL
     WHERE credit.tenant_id = ${ctx.scope.tenantId}::uuid AND credit.id IN ${idsIn(creditIds)}
     ORDER BY credit.id, i.number DESC`);
  const { rows } = result as { rows: { id: string; rate: string | null }[] };
  return new Map(rows.map((row) => [row.id, shortRate(row.rate)]));
}

/** A charge's rate in percent: that of what it corrects, else its account's own; null where it is not taxed. */
export function rateOf(
  charge: { id: string; isTaxable: boolean },
  corrected: ReadonlyMap<string, string | null>,
  ownRate: string | null,
): string | null {
  if (!charge.isTaxable) return null;
  return corrected.has(charge.id) ? corrected.get(charge.id)! : ownRate;
}
