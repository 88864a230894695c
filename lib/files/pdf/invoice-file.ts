import { documentTitle } from "@/lib/domain/billing/document-number";
import type { TenantServer } from "@/lib/domain/regions";
import { renderInvoicePdf } from "./invoice-pdf";
import type { PrintedDocument } from "./printed-document";

/** The PDF of a document under the name it is saved by ("invoice-INV-12.pdf"), on the paper that is usual there. */
export async function invoiceFile(document: PrintedDocument, server: TenantServer) {
  const isAmerican = server === "bms.kaseya.com" || server === "vorexlogin.com";
  const name = `${documentTitle(document.kind).toLowerCase()} ${document.documentNumber}`;
  return {
    fileName: `${name.replace(/[^A-Za-z0-9._-]+/g, "-")}.pdf`,
    contentType: "application/pdf",
    content: await renderInvoicePdf(document, isAmerican ? "LETTER" : "A4"),
  };
}
