import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import type { InvoiceGrouping } from "@/db/schema/billing-settings";
import { authorize } from "@/lib/auth/policy";
import { formatAmount } from "@/lib/domain/billing/money";
import { type PreviewInvoicesInput, previewInvoicesSchema } from "@/lib/inputs/billing";
import type { CommandContext } from "../context";
import { chosenDrafts } from "./chosen-drafts";

/** Amounts are major units as decimal text. */
export type InvoicePreview = {
  groupBy: InvoiceGrouping;
  invoices: {
    /** With the prefix of Billing Settings, as it will be printed. */
    number: string;
    accountName: string;
    lines: number;
    dueOn: string;
    net: string;
    tax: string;
    total: string;
    currency: string;
  }[];
  leftOpen: number;
  /** What Generate is handed back. */
  digest: string;
};

/**
 * The invoices that Generate would make of chosen charges now, with their numbers. Writes nothing.
 * @throws CommandRefused as `generateInvoices`.
 */
export async function previewInvoices(
  ctx: CommandContext,
  raw: PreviewInvoicesInput,
): Promise<InvoicePreview> {
  authorize(ctx, "billing.invoice");
  const input = previewInvoicesSchema.parse(raw);
  return withTenant(ctx.scope, async (db) => {
    const { invoiceNumberPrefix } = await billingSettingsOf(db, ctx.scope);
    const { drafts, groupBy, firstNumber, leftOpen, digest } = await chosenDrafts(db, ctx, input);
    const invoices = drafts.map((draft, index) => ({
      number: `${invoiceNumberPrefix}${firstNumber + index}`,
      accountName: draft.payer.name,
      lines: draft.lines.length,
      dueOn: draft.dueOn,
      net: formatAmount(draft.netMinor, draft.currency),
      tax: formatAmount(draft.taxMinor, draft.currency),
      total: formatAmount(draft.totalMinor, draft.currency),
      currency: draft.currency,
    }));
    return { groupBy, invoices, leftOpen, digest };
  });
}
