import { z } from "zod";
import { EXPORT_TARGETS } from "@/lib/domain/exports/exported-document";
import { optionalText, recordId } from "./typed-fields";

export const MOST_CHOSEN = 5000;

/** Chosen documents for one system. A reason is needed only for those that left for it before. */
export const exportInvoicesInput = z.strictObject({
  target: z.enum(EXPORT_TARGETS, "Choose where to export to"),
  invoiceIds: z
    .array(recordId)
    .min(1, "Choose at least one invoice")
    .max(MOST_CHOSEN, `At most ${MOST_CHOSEN} invoices leave at once`),
  reason: optionalText("A reason", 500).default(""),
});
export type ExportInvoicesInput = z.input<typeof exportInvoicesInput>;

/** Everything that the list's address shows and that never left for this system. */
export const exportMatchingInput = z.strictObject({
  target: exportInvoicesInput.shape.target,
  /** The search part of the list's address. */
  matching: z.string().max(4000),
});
