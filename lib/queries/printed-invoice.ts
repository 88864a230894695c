import { and, eq } from "drizzle-orm";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import { invoice } from "@/db/schema/invoice";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { documentNumber } from "@/lib/domain/billing/document-number";
import { invoicePage } from "./invoices";

/** An invoice or credit note as it is printed on paper; null where this tenant has none of this id. */
export async function printedInvoice(scope: TenantScope, invoiceId: string) {
  const page = await invoicePage(scope, invoiceId);
  if (page === null) return null;
  return withTenant(scope, async (db) => {
    const settings = await billingSettingsOf(db, scope);
    const [found] = await db
      .select({ kind: invoice.kind, creditsInvoiceId: invoice.creditsInvoiceId, voidedAt: invoice.voidedAt })
      .from(invoice)
      .where(and(eq(invoice.tenantId, scope.tenantId), eq(invoice.id, invoiceId)));
    const kind = found!.kind;
    return {
      ...page,
      kind,
      documentNumber: documentNumber({ kind, number: page.number }, settings),
      companyAddress: settings.companyAddress,
      companyTaxNumber: settings.companyTaxNumber,
      footer: settings.invoiceFooter,
      carriedForward: null,
      voided: found!.voidedAt === null ? null : {},
      credits: null,
    };
  });
}
