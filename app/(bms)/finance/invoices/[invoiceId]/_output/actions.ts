"use server";

import { refresh } from "next/cache";
import { inngest } from "@/inngest/client";
import { mailQueued } from "@/inngest/events";
import { authorizedAction } from "@/lib/actions/safe-action";
import { sendInvoice } from "@/lib/commands/mail/send-invoice";
import { sendInvoiceInput } from "@/lib/inputs/mail";

/** Writes the invoice's e-mail to the Outbox and asks for it to be sent; answers `{ to }`. */
export const sendInvoiceAction = authorizedAction("billing.invoice")
  .inputSchema(sendInvoiceInput)
  .action(async ({ parsedInput, ctx }) => {
    const written = await sendInvoice(ctx.command, parsedInput);
    await inngest.send(mailQueued.create({ tenantId: ctx.session.tenant.id }));
    refresh();
    return written;
  });
