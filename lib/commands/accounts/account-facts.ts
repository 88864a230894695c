import type { account } from "@/db/schema/account";
import { decimal, formatDecimal } from "@/lib/domain/decimal";

type Row = typeof account.$inferSelect;

export type AccountFacts = Pick<
  Row,
  | "billingName"
  | "billingAddress"
  | "currency"
  | "taxRatePercent"
  | "paymentTermDays"
  | "invoiceEmails"
  | "routesInvoiceToParent"
>;

/** The screen's words for what the audit notes of an account. */
export const ACCOUNT_LABELS: Record<string, string> = {
  name: "Account name",
  accountCode: "Account code",
  typeName: "Type",
  statusName: "Status",
  isActive: "Active",
  billingName: "Billing name",
  billingAddress: "Billing address",
  currency: "Currency",
  taxRatePercent: "Tax rate",
  paymentTermDays: "Payment terms",
  invoiceEmails: "Invoice e-mails",
  routesInvoiceToParent: "Invoice to the parent account",
  linkedOrganization: "Linked organization",
  leadingOrganization: "Leading organization",
};

const TAX_RATE_SCALE = 4;

/** How an account is invoiced, with the tax rate in its shortest text, so that 8.25 and 8.2500 are no change. */
export function accountFacts(row: AccountFacts): AccountFacts {
  const { billingName, billingAddress, currency, taxRatePercent, paymentTermDays } = row;
  const { invoiceEmails, routesInvoiceToParent } = row;
  return {
    billingName,
    billingAddress,
    currency,
    taxRatePercent:
      taxRatePercent === null ? null : formatDecimal(decimal(taxRatePercent, TAX_RATE_SCALE), TAX_RATE_SCALE),
    paymentTermDays,
    invoiceEmails,
    routesInvoiceToParent,
  };
}
