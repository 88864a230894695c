import { z } from "zod";
import { isCurrency } from "@/lib/domain/billing/money";
import { recordId, requiredText } from "./typed-fields";

/** The filters of Billing Review, as its address has them. Today is the server's to say. */
export const reviewMatchSchema = z.strictObject({
  search: z.string().max(200),
  accountIds: z.array(z.uuid()).max(100),
  contractIds: z.array(z.uuid()).max(100),
  kinds: z.array(z.enum(["regular", "proration"])).max(2),
  due: z.enum(["all", "due", "not-due"]),
});
export type ReviewMatchInput = z.infer<typeof reviewMatchSchema>;

const contentHash = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Posting all that match: the filters, and the server's own digest of what the person saw. Its hash decides; count and totals
 * only tell what changed. Items not yet due are posted only if `includesEarly` says that their months were named.
 */
export const postMatchingSchema = z.strictObject({
  match: reviewMatchSchema,
  digest: z.strictObject({
    items: z.number().int().nonnegative(),
    totals: z
      .array(
        z.strictObject({
          currency: z.string().refine(isCurrency),
          items: z.number().int(),
          amount: z.string().max(40),
        }),
      )
      .max(200),
    hash: contentHash,
  }),
  includesEarly: z.boolean(),
});
export type PostMatchingInput = z.infer<typeof postMatchingSchema>;

/** Why money was changed by hand: others read it in the audit log and beside the charge. */
export const reasonText = requiredText(
  "A reason",
  "Enter a reason, such as “Agreed with the customer on 3 June”",
  500,
);

/** Posting one item over another amount; the amount is read with the digits of the item's currency. */
export const postAdjustedSchema = z.strictObject({
  item: z.strictObject({ id: z.uuid(), contentHash }),
  amount: z.string().max(40),
  reason: reasonText,
});
export type PostAdjustedInput = z.input<typeof postAdjustedSchema>;

export const adjustablePeriodsSchema = z.strictObject({ lineId: recordId });

/** A manual adjustment of one period of a service line. `chargeId` is new: the same form sent twice adjusts once. */
export const adjustPeriodSchema = z.strictObject({
  chargeId: z.uuid(),
  lineId: recordId,
  periodStartOn: z.iso.date("Choose a period"),
  amount: z.string().max(40),
  reason: reasonText,
});
export type AdjustPeriodInput = z.input<typeof adjustPeriodSchema>;

/** Why: an item in review, or a posted charge. */
export const deriveItemSchema = z.strictObject({ of: z.enum(["item", "charge"]), id: z.uuid() });
export type DeriveItemInput = z.infer<typeof deriveItemSchema>;
