import { z } from "zod";
import { emailAddresses } from "./email-addresses";
import { recordId } from "./typed-fields";

export const requeueMailInput = z.strictObject({ messageId: recordId });
export type RequeueMailInput = z.input<typeof requeueMailInput>;

/** An invoice to its customer; `sentBefore` is how many e-mails of it the sender has seen. */
export const sendInvoiceInput = z.strictObject({
  invoiceId: recordId,
  to: emailAddresses.refine((addresses) => addresses.length > 0, "Enter at least one e-mail address"),
  sentBefore: z.number().int().min(0),
});
export type SendInvoiceInput = z.input<typeof sendInvoiceInput>;
