import type { RenderAttachment } from "@/lib/commands/mail/mail-transport";
import { printedInvoice } from "@/lib/queries/printed-invoice";
import { invoiceFile } from "./pdf/invoice-file";

/** The file of an e-mail's attachment, made of records that no longer change. */
export const renderAttachment: RenderAttachment = async ({ scope, tenant }, { invoiceId }) => {
  const document = await printedInvoice(scope, invoiceId);
  if (document === null) throw new Error(`There is no invoice ${invoiceId} to attach.`);
  return invoiceFile(document, tenant.server);
};
