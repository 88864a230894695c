import { and, eq, exists, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { documentedAmounts } from "@/db/open-charges";
import { charge } from "@/db/schema/billing";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import { authorize } from "@/lib/auth/policy";
import { canStopCounting } from "@/lib/domain/billing/credit-note";
import { type VoidInvoiceInput, voidInvoiceInput } from "@/lib/inputs/invoice-documents";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { takeInvoice } from "./take-invoice";

/**
 * Voids an invoice or credit note: its lines stop counting, so its charges are open again and the credits it used are
 * restored. Its number stays used. What left the house (exported, paid, credited) cannot be voided (design.md 8).
 * @throws CommandRefused "not-allowed", "not-found", "invoice-void", "invoice-exported", "invoice-paid",
 * "invoice-credited"; "charges-billed-again" where a credit note's charges have been billed or unposted since.
 */
export async function voidInvoice(ctx: CommandContext, raw: VoidInvoiceInput): Promise<void> {
  authorize(ctx, "billing.invoice");
  const { invoiceId, reason } = voidInvoiceInput.parse(raw);
  await withTenant(ctx.scope, async (db) => {
    const taken = await takeInvoice(db, ctx, invoiceId);
    if (taken.voidedAt !== null) throw new CommandRefused("invoice-void");
    if (taken.creditedById !== null) throw new CommandRefused("invoice-credited");
    if (taken.isExported) throw new CommandRefused("invoice-exported", { kind: taken.kind });
    if (taken.paidMinor !== 0n) throw new CommandRefused("invoice-paid", { kind: taken.kind });
    if (!(await areChargesFree(db, ctx, invoiceId))) throw new CommandRefused("charges-billed-again");
    await db
      .update(invoice)
      .set({
        voidedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        voidedBy: ctx.actor.name,
        voidReason: reason,
      })
      .where(and(eq(invoice.tenantId, ctx.scope.tenantId), eq(invoice.id, invoiceId)));
    await recordAudit(db, ctx, {
      action: taken.kind === "invoice" ? "invoice.voided" : "credit-note.voided",
      subject: { kind: "invoice", id: invoiceId },
      changes: { number: { from: taken.number, to: taken.number } },
      reason,
    });
  });
}

/** Whether all its charges can do without this document: none was billed again or unposted since a credit note opened it. */
async function areChargesFree(db: Db, ctx: CommandContext, invoiceId: string): Promise<boolean> {
  const documented = documentedAmounts(db, ctx.scope);
  const mirror = alias(charge, "mirror");
  const isPair = or(eq(mirror.mirrorOfId, charge.id), eq(mirror.id, charge.mirrorOfId));
  const mirrored = db
    .select({ id: mirror.id })
    .from(mirror)
    .where(and(eq(mirror.tenantId, charge.tenantId), isPair));
  const rows = await db
    .select({
      amountMinor: charge.amountMinor,
      onDocumentMinor: invoiceLine.amountMinor,
      documentedMinor: sql<string>`coalesce(${documented.amountMinor}, 0)::text`,
      isUnposted: sql<boolean>`${exists(mirrored)}`,
    })
    .from(invoiceLine)
    .innerJoin(charge, and(eq(charge.tenantId, invoiceLine.tenantId), eq(charge.id, invoiceLine.chargeId)))
    .leftJoin(documented, eq(documented.chargeId, charge.id))
    .where(and(eq(invoiceLine.tenantId, ctx.scope.tenantId), eq(invoiceLine.invoiceId, invoiceId)));
  return (
    !rows.some(({ isUnposted }) => isUnposted) &&
    canStopCounting(rows.map((row) => ({ ...row, documentedMinor: BigInt(row.documentedMinor) })))
  );
}
