import { and, eq, isNull } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { invoicePayment } from "@/db/schema/invoice";
import { authorize } from "@/lib/auth/policy";
import { formatAmount } from "@/lib/domain/billing/money";
import { type TakeBackPaymentInput, takeBackPaymentInput } from "@/lib/inputs/invoice-documents";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { takeInvoice } from "./take-invoice";

/**
 * Takes a recorded payment back, whole, by a row that negates it and says why; the ledger keeps both. That row's request is
 * the payment's own id, so that it happens once, and can be told from others.
 * @throws CommandRefused "not-allowed", "not-found".
 */
export async function takeBackPayment(
  ctx: CommandContext,
  raw: TakeBackPaymentInput,
): Promise<{ id: string }> {
  authorize(ctx, "billing.invoice");
  const { paymentId, reason } = takeBackPaymentInput.parse(raw);
  const own = eq(invoicePayment.tenantId, ctx.scope.tenantId);
  return withTenant(ctx.scope, async (db) => {
    const [payment] = await db
      .select()
      .from(invoicePayment)
      .where(and(own, eq(invoicePayment.id, paymentId), isNull(invoicePayment.reason)));
    if (!payment) throw new CommandRefused("not-found", { what: "payment" });
    const taken = await takeInvoice(db, ctx, payment.invoiceId);
    const [before] = await db
      .select({ id: invoicePayment.id })
      .from(invoicePayment)
      .where(and(own, eq(invoicePayment.requestId, paymentId)));
    if (before) return before;
    const { tenantId, invoiceId, amountMinor, receivedOn, reference } = payment;
    const [row] = await db
      .insert(invoicePayment)
      .values({
        ...{ tenantId, invoiceId, receivedOn, reference, reason },
        amountMinor: -amountMinor,
        requestId: paymentId,
        recordedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        recordedBy: ctx.actor.name,
      })
      .returning({ id: invoicePayment.id });
    await recordAudit(db, ctx, {
      action: "invoice.payment-taken-back",
      subject: { kind: "invoice", id: invoiceId },
      changes: {
        amount: { from: `${formatAmount(amountMinor, taken.currency)} ${taken.currency}`, to: null },
        receivedOn: { from: receivedOn, to: null },
      },
      reason,
    });
    return { id: row!.id };
  });
}
