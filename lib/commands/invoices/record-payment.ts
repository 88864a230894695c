import { and, eq, or } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { invoicePayment } from "@/db/schema/invoice";
import { authorize } from "@/lib/auth/policy";
import { formatAmount, minorDigits, parseAmount } from "@/lib/domain/billing/money";
import { businessDate } from "@/lib/domain/regions";
import { type RecordPaymentInput, recordPaymentInput } from "@/lib/inputs/invoice-documents";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { type TakenInvoice, takeInvoice } from "./take-invoice";

export type RecordedPayment = { id: string };

/**
 * Records money received for an invoice, or given back for a credit note (then below zero in the ledger). The same press
 * sent twice records one payment. More than is open only where the person confirmed it: it can be right, and is rare.
 * @throws CommandRefused "not-allowed", "not-found", "invoice-void"; "invalid" with the field that is wrong;
 * "more-than-open" until confirmed; "already-recorded" where this form recorded another payment before.
 */
export async function recordPayment(ctx: CommandContext, raw: RecordPaymentInput): Promise<RecordedPayment> {
  authorize(ctx, "billing.invoice");
  const input = recordPaymentInput.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const taken = await takeInvoice(db, ctx, input.invoiceId);
    const sign = taken.kind === "credit-note" ? -1n : 1n;
    const typedMinor = typedAmount(input.amount, taken.currency);
    const before = await recordedBefore(db, ctx, input.requestId);
    if (before) {
      const isSame = before.invoiceId === taken.id && before.amountMinor === sign * typedMinor;
      if (isSame && before.reason === null) return { id: before.id };
      throw new CommandRefused("already-recorded", {
        amount: `${formatAmount(sign * before.amountMinor, taken.currency)} ${taken.currency}`,
      });
    }
    if (taken.voidedAt !== null) throw new CommandRefused("invoice-void");
    const todayOn = businessDate(ctx.now(), ctx.tenant.timeZone).toString();
    if (input.receivedOn > todayOn)
      throw invalid(
        "receivedOn",
        `${input.receivedOn} is still to come; enter the day the money was received`,
      );
    const openMinor = sign * taken.openMinor;
    if (typedMinor > openMinor && !input.mayExceedOpen) throw moreThanOpen(openMinor, taken);
    const [recorded] = await db
      .insert(invoicePayment)
      .values({
        tenantId: ctx.scope.tenantId,
        invoiceId: taken.id,
        amountMinor: sign * typedMinor,
        receivedOn: input.receivedOn,
        reference: input.reference,
        requestId: input.requestId,
        recordedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        recordedBy: ctx.actor.name,
      })
      .returning({ id: invoicePayment.id });
    await recordAudit(db, ctx, {
      action: taken.kind === "credit-note" ? "credit-note.refund-recorded" : "invoice.payment-recorded",
      subject: { kind: "invoice", id: taken.id },
      changes: {
        amount: { from: null, to: `${formatAmount(typedMinor, taken.currency)} ${taken.currency}` },
        receivedOn: { from: null, to: input.receivedOn },
        ...(input.reference && { reference: { from: null, to: input.reference } }),
        ...(typedMinor > openMinor && { isMoreThanOpen: { from: null, to: true } }),
      },
    });
    return { id: recorded!.id };
  });
}

/** The row of this request, or the payment whose id it is: with that id a payment is taken back. */
async function recordedBefore(db: Db, ctx: CommandContext, requestId: string) {
  const [before] = await db
    .select()
    .from(invoicePayment)
    .where(
      and(
        eq(invoicePayment.tenantId, ctx.scope.tenantId),
        or(eq(invoicePayment.requestId, requestId), eq(invoicePayment.id, requestId)),
      ),
    );
  return before;
}

function typedAmount(typed: string, currency: string): bigint {
  const parsed = parseAmount(typed, currency);
  if (parsed.ok && parsed.value > 0n) return parsed.value;
  const digits = minorDigits(currency);
  const example = formatAmount(100n * 10n ** BigInt(digits), currency);
  if (parsed.ok) throw invalid("amount", `An amount is above 0, such as ${example}`);
  if (parsed.fault === "too-many-decimals")
    throw invalid("amount", `${currency} has ${digits} decimals at most; enter an amount such as ${example}`);
  throw invalid(
    "amount",
    `An amount is a number such as ${example}, with a point before the decimals and nothing between thousands`,
  );
}

const invalid = (path: string, message: string) => new CommandRefused("invalid", {}, [{ path, message }]);

function moreThanOpen(openMinor: bigint, { currency, kind }: TakenInvoice): CommandRefused {
  return new CommandRefused("more-than-open", {
    open: `${formatAmount(openMinor, currency)} ${currency}`,
    kind,
  });
}
