import { z } from "zod";
import { isCurrency } from "@/lib/domain/billing/money";
import { formatDecimal, parseDecimal } from "@/lib/domain/decimal";
import { emailAddresses } from "./email-addresses";
import { organizationId } from "./organization-links";
import { calendarDateText, optionalText, recordId, recordVersion } from "./typed-fields";

const TAX_RATE_SCALE = 4;

/** A tax rate as typed: percent between 0 and 100, at most four decimals; blank and null are "none set". */
const taxRateText = z
  .string()
  .nullable()
  .transform((typed, check) => {
    const text = (typed ?? "").trim().replace(/\s*%$/, "");
    if (text === "") return null;
    const parsed = parseDecimal(text, TAX_RATE_SCALE);
    if (parsed.ok && parsed.value >= 0n && parsed.value <= 1_000_000n)
      return formatDecimal(parsed.value, TAX_RATE_SCALE);
    check.addIssue({ code: "custom", message: taxRateFault(parsed.ok ? "out-of-range" : parsed.fault) });
    return z.NEVER;
  });

function taxRateFault(fault: string): string {
  if (fault === "too-many-decimals")
    return "A tax rate has at most four decimals, such as 8.875; leave the last ones out";
  if (fault === "not-a-number")
    return "A tax rate is a number such as 8.25, with a point before the decimals";
  return "A tax rate is between 0 and 100 percent";
}

/** Days as typed: whole, 0 to 365. */
const paymentTermDaysText = z.union([z.string(), z.number()]).transform((typed, check) => {
  const days = /^\d{1,3}$/.test(String(typed).trim()) ? Number(typed) : Number.NaN;
  if (days <= 365) return days;
  check.addIssue({
    code: "custom",
    message: "Payment terms are whole days between 0 and 365, such as 30; 0 is due on receipt",
  });
  return z.NEVER;
});

/** What of an account no sync touches: how it is invoiced (design.md 6). All as typed. */
const billingFields = {
  billingName: optionalText("A billing name", 200),
  billingAddress: optionalText("A billing address", 1000),
  /** Blank: the company's own currency. */
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .refine((code) => code === "" || isCurrency(code), {
      error: ({ input }) => `“${input}” is not a currency; choose one such as USD`,
    }),
  taxRatePercent: taxRateText,
  paymentTermDays: paymentTermDaysText,
  /** Left out, as by imports: stays as it is. */
  invoiceEmails: emailAddresses.optional(),
  routesInvoiceToParent: z.boolean().optional(),
};

export const accountFormInput = z.object(billingFields);
export type AccountFormValues = z.input<typeof accountFormInput>;

export const saveAccountInput = z.strictObject({
  ...billingFields,
  accountId: recordId,
  version: recordVersion,
});
export type SaveAccountInput = z.input<typeof saveAccountInput>;

const taxRateFields = {
  effectiveOn: calendarDateText("Enter the first invoice date that has this rate"),
  /** Blank: not taxed from then on. */
  ratePercent: taxRateText,
};

export const taxRateFormInput = z.object(taxRateFields);
export type TaxRateFormValues = z.input<typeof taxRateFormInput>;

export const addTaxRateInput = z.strictObject({
  ...taxRateFields,
  accountId: recordId,
  version: recordVersion,
});
export type AddTaxRateInput = z.input<typeof addTaxRateInput>;

export const createAccountInput = z.strictObject({ organizationId });
export type CreateAccountInput = z.input<typeof createAccountInput>;
