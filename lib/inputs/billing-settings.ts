import { z } from "zod";
import { INVOICE_GROUPINGS } from "./billing";
import { optionalText } from "./typed-fields";

const MOST_STALE_DAYS = 60;

const staleAfterDays = z.string().transform((typed, check): number => {
  const days = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : 0;
  if (days >= 1 && days <= MOST_STALE_DAYS) return days;
  const message = `Enter a number of days from 1 to ${MOST_STALE_DAYS}, such as 3; “${typed.trim()}” is not`;
  check.addIssue({ code: "custom", message });
  return z.NEVER;
});

const latestJobStart = z
  .string()
  .trim()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Enter a time of day from 00:00 to 23:59, such as 06:00");

const settings = {
  postsZeroItems: z.boolean(),
  staleAfterDays,
  latestJobStart,
  groupInvoicesBy: z.enum(INVOICE_GROUPINGS, "Choose how invoices are grouped"),
  hasAppendix: z.boolean(),
  companyAddress: optionalText("The address", 500),
  companyTaxNumber: optionalText("The tax number", 50),
  invoiceFooter: optionalText("The footer", 1000),
  invoiceNumberPrefix: optionalText("A prefix", 20),
  creditNoteNumberPrefix: optionalText("A prefix", 20),
};

/** Each kind of document counts from 1: the prefix is what tells invoice 7 from credit note 7. */
const haveOwnPrefixes = (typed: { invoiceNumberPrefix: string; creditNoteNumberPrefix: string }) =>
  typed.invoiceNumberPrefix.toLowerCase() !== typed.creditNoteNumberPrefix.toLowerCase();
const SAME_PREFIX = {
  path: ["creditNoteNumberPrefix"],
  message: "Invoices and credit notes would have the same numbers; enter a prefix of its own, such as CN-",
};

/** Admin > My Company > Billing Settings, as typed. */
export const billingSettingsFormInput = z.object(settings).refine(haveOwnPrefixes, SAME_PREFIX);
export type BillingSettingsFormValues = z.input<typeof billingSettingsFormInput>;

/** `version` 0: the settings were never saved. */
export const saveBillingSettingsInput = z
  .strictObject({ ...settings, version: z.number().int().nonnegative() })
  .refine(haveOwnPrefixes, SAME_PREFIX);
export type SaveBillingSettingsInput = z.input<typeof saveBillingSettingsInput>;
