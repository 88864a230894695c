import { eq, sql } from "drizzle-orm";
import { billingSettingsOf } from "@/db/billing-settings-of";
import type { Db } from "@/db/database";
import { tenant } from "@/db/schema/tenant";
import { formatAmount } from "@/lib/domain/billing/money";
import type { CommandContext } from "../context";
import type { InvoiceDraft } from "./compose-drafts";

export type IssuedInvoice = {
  id: string;
  number: number;
  accountName: string;
  /** With tax, major units. */
  total: string;
  currency: string;
};

/**
 * Issues drafts behind the locks of their accounts, in their order: a block of numbers is taken last, in the same
 * transaction, so there is never a gap (design.md 8, Runs); then one statement writes invoices, lines and audit events.
 */
export async function issueDrafts(
  db: Db,
  ctx: CommandContext,
  drafts: readonly InvoiceDraft[],
  invoiceOn: string,
): Promise<IssuedInvoice[]> {
  if (drafts.length === 0) return [];
  const { hasAppendix } = await billingSettingsOf(db, ctx.scope);
  const firstNumber = await takeNumbers(db, ctx, drafts.length);
  const issued = drafts.map((draft, index) => ({
    id: crypto.randomUUID(),
    number: firstNumber + index,
    accountName: draft.payer.name,
    total: formatAmount(draft.totalMinor, draft.currency),
    currency: draft.currency,
  }));
  const invoices = drafts.map((draft, index) => ({
    id: issued[index]!.id,
    number: issued[index]!.number,
    account_id: draft.payer.id,
    currency: draft.currency,
    due_on: draft.dueOn,
    net_minor: `${draft.netMinor}`,
    tax_minor: `${draft.taxMinor}`,
    total_minor: `${draft.totalMinor}`,
    tax_lines: draft.taxes.map((tax) => ({
      ratePercent: tax.taxRatePercent,
      netMinor: `${tax.netMinor}`,
      taxMinor: `${tax.taxMinor}`,
    })),
    total: `${issued[index]!.total} ${draft.currency}`,
    lines: draft.lines.length,
  }));
  const lines = drafts.flatMap((draft, index) =>
    draft.lines.map((line, position) => ({
      invoice_id: issued[index]!.id,
      charge_id: line.chargeId,
      sort_order: position + 1,
      amount_minor: `${line.amountMinor}`,
      rate: line.taxRatePercent,
    })),
  );
  const tenantId = sql`${ctx.scope.tenantId}::uuid`;
  const at = sql`${ctx.now().toString({ smallestUnit: "millisecond" })}::timestamptz`;
  const { actor } = ctx;
  await db.execute(sql`
    WITH made AS (
      SELECT * FROM json_to_recordset(${JSON.stringify(invoices)}::json) AS m(
        id uuid, number bigint, account_id uuid, currency text, due_on date, net_minor bigint, tax_minor bigint,
        total_minor bigint, tax_lines jsonb, total text, lines int)),
    issued AS (
      INSERT INTO invoice (tenant_id, id, kind, number, account_id, billing_name, billing_address, currency, invoice_on,
                           due_on, net_minor, tax_minor, total_minor, tax_lines, issued_at, issued_by, has_appendix)
      SELECT ${tenantId}, m.id, 'invoice', m.number, m.account_id, coalesce(a.billing_name, a.name), a.billing_address,
             m.currency, ${invoiceOn}::date, m.due_on, m.net_minor, m.tax_minor, m.total_minor, m.tax_lines, ${at},
             ${actor.name}, ${hasAppendix}
        FROM made m JOIN account a ON a.tenant_id = ${tenantId} AND a.id = m.account_id),
    lined AS (
      INSERT INTO invoice_line (tenant_id, invoice_id, charge_id, sort_order, service_name, description, amount_minor,
                                tax_rate_percent)
      SELECT ${tenantId}, n.invoice_id, n.charge_id, n.sort_order, l.name, c.explanation, n.amount_minor, n.rate
        FROM json_to_recordset(${JSON.stringify(lines)}::json) AS n(
               invoice_id uuid, charge_id uuid, sort_order bigint, amount_minor bigint, rate numeric)
        JOIN charge c ON c.tenant_id = ${tenantId} AND c.id = n.charge_id
        JOIN contract_line l ON l.tenant_id = c.tenant_id AND l.id = c.line_id)
    INSERT INTO audit_event (tenant_id, at, actor_kind, actor_user_id, actor_name, action, subject_kind, subject_id, changes)
    SELECT ${tenantId}, ${at}, ${actor.kind}, ${actor.kind === "user" ? actor.userId : null}::uuid, ${actor.name},
           'invoice.generated', 'invoice', id::text,
           jsonb_build_object('number', jsonb_build_object('from', NULL, 'to', number),
                              'total', jsonb_build_object('from', NULL, 'to', total),
                              'lines', jsonb_build_object('from', NULL, 'to', lines))
      FROM made`);
  return issued;
}

/** Takes a block of numbers; the row lock makes every other run wait until this one has ended. */
async function takeNumbers(db: Db, ctx: CommandContext, count: number): Promise<number> {
  const [taken] = await db
    .update(tenant)
    .set({ nextInvoiceNumber: sql`${tenant.nextInvoiceNumber} + ${count}` })
    .where(eq(tenant.id, ctx.scope.tenantId))
    .returning({ next: tenant.nextInvoiceNumber });
  return taken!.next - count;
}
