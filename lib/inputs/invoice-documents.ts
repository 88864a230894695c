import { z } from "zod";
import { MOST_AT_ONCE } from "./billing";
import { calendarDateText, optionalText, recordId, requiredText } from "./typed-fields";

/** What happens to invoices and credit notes after they are issued. Amounts are typed by the person as their own decision. */

const reason = requiredText("A reason", "Enter a reason; others read it in the audit log", 500);

export const voidInvoiceInput = z.strictObject({ invoiceId: recordId, reason });
export type VoidInvoiceInput = z.input<typeof voidInvoiceInput>;

export const creditInvoiceInput = z.strictObject({ invoiceId: recordId, reason });
export type CreditInvoiceInput = z.input<typeof creditInvoiceInput>;

/** Open credits of one account and currency: the chosen charges, or all of them. */
const creditsOf = {
  accountId: recordId,
  currency: z.string().regex(/^[A-Z]{3}$/, "This is not a currency"),
};

export const listOpenCreditsInput = z.strictObject(creditsOf);
export type ListOpenCreditsInput = z.input<typeof listOpenCreditsInput>;

export const issueCreditNoteInput = z.strictObject({
  ...creditsOf,
  chargeIds: z
    .array(recordId)
    .min(1, "Select at least one credit")
    .max(MOST_AT_ONCE, `Select at most ${MOST_AT_ONCE} credits at once`)
    .nullable(),
});
export type IssueCreditNoteInput = z.input<typeof issueCreditNoteInput>;

/** As typed; the amount is above zero, and read in the currency of its invoice. */
const paymentFields = {
  amount: requiredText("An amount", "Enter the amount, such as 100.00", 40),
  receivedOn: calendarDateText("Enter the day the money was received"),
  reference: optionalText("A reference", 200),
};

export const paymentFormInput = z.object(paymentFields);
export type PaymentFormValues = z.input<typeof paymentFormInput>;

export const recordPaymentInput = z.strictObject({
  ...paymentFields,
  invoiceId: recordId,
  /** Made once per form: the same press sent twice records one payment. */
  requestId: recordId,
  /** Confirmed: more than what is open. */
  mayExceedOpen: z.boolean(),
});
export type RecordPaymentInput = z.input<typeof recordPaymentInput>;

export const takeBackPaymentInput = z.strictObject({ paymentId: recordId, reason });
export type TakeBackPaymentInput = z.input<typeof takeBackPaymentInput>;
