import { and, asc, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { invoiceLine } from "@/db/schema/invoice";
import { authorize } from "@/lib/auth/policy";
import { creditWholeInvoice } from "@/lib/domain/billing/credit-note";
import { type CreditInvoiceInput, creditInvoiceInput } from "@/lib/inputs/invoice-documents";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { takeInvoice } from "./take-invoice";
import { type IssuedCreditNote, writeCreditNote } from "./write-credit-note";

/**
 * Takes a whole invoice back by a credit note: the way for one that was exported or paid. Its charges are open again and
 * the credits it used restored; what had been paid for it, the credit note owes the customer (design.md 8).
 * @throws CommandRefused "not-allowed", "not-found", "is-credit-note", "invoice-void", "invoice-credited".
 */
export async function creditInvoice(ctx: CommandContext, raw: CreditInvoiceInput): Promise<IssuedCreditNote> {
  authorize(ctx, "billing.invoice");
  const { invoiceId, reason } = creditInvoiceInput.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const taken = await takeInvoice(db, ctx, invoiceId);
    if (taken.kind === "credit-note") throw new CommandRefused("is-credit-note");
    if (taken.voidedAt !== null) throw new CommandRefused("invoice-void");
    if (taken.creditedById !== null) throw new CommandRefused("invoice-credited");
    const lines = await db
      .select({
        chargeId: invoiceLine.chargeId,
        amountMinor: invoiceLine.amountMinor,
        taxRatePercent: invoiceLine.taxRatePercent,
        serviceName: invoiceLine.serviceName,
        description: invoiceLine.description,
      })
      .from(invoiceLine)
      .where(and(eq(invoiceLine.tenantId, ctx.scope.tenantId), eq(invoiceLine.invoiceId, invoiceId)))
      .orderBy(asc(invoiceLine.sortOrder));
    const { accountId, billingName, billingAddress, currency } = taken;
    const issued = await writeCreditNote(
      db,
      ctx,
      // The receipts behind it stand on the invoice that it takes back.
      {
        accountId,
        billingName,
        billingAddress,
        currency,
        hasAppendix: false,
        creditsInvoiceId: invoiceId,
        reason,
      },
      creditWholeInvoice(lines),
    );
    await recordAudit(db, ctx, {
      action: "invoice.credited",
      subject: { kind: "invoice", id: invoiceId },
      changes: { creditNote: { from: null, to: issued.number } },
      reason,
    });
    return issued;
  });
}
