import type { RenderAttachment } from "@/lib/commands/mail/mail-transport";
import { invoiceFile } from "./pdf/invoice-file";

/** The file of an e-mail's attachment, made of records that no longer change. */
export const renderAttachment: RenderAttachment = async ({ scope, tenant }, { invoiceId }) => {
  const file = await invoiceFile(scope, { invoiceId, server: tenant.server });
  if (file === null) throw new Error(`There is no invoice ${invoiceId} to attach.`);
  return file;
};
