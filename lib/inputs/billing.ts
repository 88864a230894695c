import { z } from "zod";
import { reasonText } from "./billing-review";

/** How charges become invoices: one for each account, for each contract, or for whoever pays. */
export const INVOICE_GROUPINGS = ["account", "contract", "consolidated"] as const;
export type InvoiceGrouping = (typeof INVOICE_GROUPINGS)[number];

/** Most items or charges of one press; larger selections are posted in parts. */
export const MOST_AT_ONCE = 500;

const AT_LEAST_ONE = "Select at least one row";
const AT_MOST = `Select at most ${MOST_AT_ONCE} rows at once`;

/** Posting names each item with the hash of what the person saw; no amount comes from the browser. */
export const postItemsSchema = z.strictObject({
  items: z
    .array(z.strictObject({ id: z.uuid(), contentHash: z.string().regex(/^[0-9a-f]{64}$/) }))
    .min(1, AT_LEAST_ONE)
    .max(MOST_AT_ONCE, AT_MOST),
});

export type PostItemsInput = z.infer<typeof postItemsSchema>;

/** Which posted charges become which invoices; without a grouping, that of Billing Settings. */
export const previewInvoicesSchema = z.strictObject({
  chargeIds: z
    .array(z.uuid())
    .min(1, AT_LEAST_ONE)
    .max(MOST_AT_ONCE, AT_MOST)
    .transform((ids) => [...new Set(ids)]),
  groupBy: z.enum(INVOICE_GROUPINGS).optional(),
});

export type PreviewInvoicesInput = z.input<typeof previewInvoicesSchema>;

/** Generating invoices names the digest of the preview that was approved; commands of this house may do without. */
export const generateInvoicesSchema = previewInvoicesSchema.extend({
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

export type GenerateInvoicesInput = z.input<typeof generateInvoicesSchema>;

/** On the screen nothing is generated that was not shown. */
export const generatePreviewedSchema = generateInvoicesSchema.required({ digest: true });

/** Unposting: the chosen charges, all or none of them. */
export const unpostChargesSchema = z.strictObject({
  chargeIds: z.array(z.uuid()).min(1, AT_LEAST_ONE).max(MOST_AT_ONCE, AT_MOST),
  reason: reasonText,
});

export type UnpostChargesInput = z.input<typeof unpostChargesSchema>;
