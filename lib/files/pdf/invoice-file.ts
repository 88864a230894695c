import type { TenantScope } from "@/lib/auth/tenant-scope";
import { documentTitle } from "@/lib/domain/billing/document-number";
import type { TenantServer } from "@/lib/domain/regions";
import { invoiceAppendix } from "@/lib/queries/invoice-appendix";
import { invoicePage } from "@/lib/queries/invoices";
import { renderInvoicePdf } from "./invoice-pdf";

/**
 * The PDF of an invoice or credit note under the name it is saved by ("invoice-INV-12.pdf"), its appendix with it, on the
 * paper that is usual where the tenant is; null where this tenant has none of this id.
 */
export async function invoiceFile(
  scope: TenantScope,
  { invoiceId, server }: { invoiceId: string; server: TenantServer },
) {
  const document = await invoicePage(scope, invoiceId);
  if (document === null) return null;
  const appendix = await invoiceAppendix(scope, invoiceId);
  const isAmerican = server === "bms.kaseya.com" || server === "vorexlogin.com";
  const name = `${documentTitle(document.kind).toLowerCase()} ${document.documentNumber}`;
  return {
    fileName: `${name.replace(/[^A-Za-z0-9._-]+/g, "-")}.pdf`,
    contentType: "application/pdf",
    content: await renderInvoicePdf(document, appendix, isAmerican ? "LETTER" : "A4"),
  };
}
