import { z } from "zod";
import { reasonText } from "./billing-review";

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

/** Generating invoices from posted charges: one invoice per account and currency. */
export const generateInvoicesSchema = z.strictObject({
  chargeIds: z.array(z.uuid()).min(1, AT_LEAST_ONE).max(MOST_AT_ONCE, AT_MOST),
});

export type GenerateInvoicesInput = z.infer<typeof generateInvoicesSchema>;

/** Unposting: the chosen charges, all or none of them. */
export const unpostChargesSchema = z.strictObject({
  chargeIds: z.array(z.uuid()).min(1, AT_LEAST_ONE).max(MOST_AT_ONCE, AT_MOST),
  reason: reasonText,
});

export type UnpostChargesInput = z.input<typeof unpostChargesSchema>;
