"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { creditInvoice } from "@/lib/commands/invoices/credit-invoice";
import { issueCreditNote } from "@/lib/commands/invoices/issue-credit-note";
import { listOpenCredits } from "@/lib/commands/invoices/list-open-credits";
import { recordPayment } from "@/lib/commands/invoices/record-payment";
import { takeBackPayment } from "@/lib/commands/invoices/take-back-payment";
import { voidInvoice } from "@/lib/commands/invoices/void-invoice";
import {
  creditInvoiceInput,
  issueCreditNoteInput,
  listOpenCreditsInput,
  recordPaymentInput,
  takeBackPaymentInput,
  voidInvoiceInput,
} from "@/lib/inputs/invoice-documents";

/** Voids an invoice or credit note; what was exported, paid or credited is refused. Answers nothing. */
export const voidInvoiceAction = authorizedAction("billing.invoice")
  .inputSchema(voidInvoiceInput)
  .action(async ({ parsedInput, ctx }) => {
    await voidInvoice(ctx.command, parsedInput);
    refresh();
  });

/** Takes a whole invoice back by a credit note; answers `{ id, number }` of the credit note. */
export const creditInvoiceAction = authorizedAction("billing.invoice")
  .inputSchema(creditInvoiceInput)
  .action(async ({ parsedInput, ctx }) => {
    const issued = await creditInvoice(ctx.command, parsedInput);
    refresh();
    return issued;
  });

/** The open credits of one account and currency; answers each with its amount above zero, and keeps nothing. */
export const openCreditsAction = authorizedAction("billing.invoice")
  .inputSchema(listOpenCreditsInput)
  .action(async ({ parsedInput, ctx }) => listOpenCredits(ctx.command, parsedInput));

/** Issues a credit note for open credits of one account and currency; answers `{ id, number }`. */
export const issueCreditNoteAction = authorizedAction("billing.invoice")
  .inputSchema(issueCreditNoteInput)
  .action(async ({ parsedInput, ctx }) => {
    const issued = await issueCreditNote(ctx.command, parsedInput);
    refresh();
    return issued;
  });

/** Records money received, or given back for a credit note; answers `{ id }`, the same for the same request. */
export const recordPaymentAction = authorizedAction("billing.invoice")
  .inputSchema(recordPaymentInput)
  .action(async ({ parsedInput, ctx }) => {
    const recorded = await recordPayment(ctx.command, parsedInput);
    refresh();
    return recorded;
  });

/** Takes a recorded payment back, with a reason; answers `{ id }` of the row that does so. */
export const takeBackPaymentAction = authorizedAction("billing.invoice")
  .inputSchema(takeBackPaymentInput)
  .action(async ({ parsedInput, ctx }) => {
    const row = await takeBackPayment(ctx.command, parsedInput);
    refresh();
    return row;
  });
