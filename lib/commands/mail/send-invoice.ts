import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { invoice } from "@/db/schema/invoice";
import { authorize } from "@/lib/auth/policy";
import { type SendInvoiceInput, sendInvoiceInput } from "@/lib/inputs/mail";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { invoiceMailsWritten, writeInvoiceMail } from "./queue-invoice-mail";

/**
 * Sends an invoice or credit note to the customer, once more only where the sender has seen the e-mails before it.
 * @throws CommandRefused "not-allowed"; "not-found"; "invalid" for a void one; "sent-meanwhile" where there are other
 * e-mails of it than the sender saw.
 */
export async function sendInvoice(ctx: CommandContext, raw: SendInvoiceInput): Promise<{ to: string[] }> {
  authorize(ctx, "billing.invoice");
  const { invoiceId, to, sentBefore } = sendInvoiceInput.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const [found] = await db
      .select({ voidedAt: invoice.voidedAt })
      .from(invoice)
      .where(and(eq(invoice.tenantId, ctx.scope.tenantId), eq(invoice.id, invoiceId)));
    if (!found) throw new CommandRefused("not-found", { what: "invoice" });
    if (found.voidedAt !== null)
      throw new CommandRefused("invalid", { message: "This invoice is void: there is nothing to send." });
    const isAsSeen = (await invoiceMailsWritten(db, ctx, invoiceId)) === sentBefore;
    if (!isAsSeen || !(await writeInvoiceMail(db, ctx, { invoiceId, to, sentBefore })))
      throw new CommandRefused("sent-meanwhile");
    await recordAudit(db, ctx, {
      action: sentBefore === 0 ? "invoice.sent" : "invoice.sent-again",
      subject: { kind: "invoice", id: invoiceId },
      changes: { to: { from: null, to: to.join(", ") } },
    });
    return { to };
  });
}
