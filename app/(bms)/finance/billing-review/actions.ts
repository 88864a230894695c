"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { deriveItem } from "@/lib/commands/billing/derive-item";
import { postAdjusted } from "@/lib/commands/billing/post-adjusted";
import { postItems } from "@/lib/commands/billing/post-items";
import { postMatching } from "@/lib/commands/billing/post-matching";
import { businessDate } from "@/lib/domain/regions";
import { postItemsSchema } from "@/lib/inputs/billing";
import {
  deriveItemSchema,
  postAdjustedSchema,
  postMatchingSchema,
  reviewMatchSchema,
} from "@/lib/inputs/billing-review";
import { reviewDigest } from "@/lib/queries/review-digest";

/** Posts billing items as they were seen; answers `{ posted }`, or refuses "items-changed" and posts nothing. */
export const postItemsAction = authorizedAction("billing.post")
  .inputSchema(postItemsSchema)
  .action(async ({ parsedInput, ctx }) => {
    const posted = await postItems(ctx.command, parsedInput);
    refresh();
    return posted;
  });

/** What all items that match come to, by month, and the digest that posting them names; changes nothing. */
export const reviewDigestAction = authorizedAction("billing.post")
  .inputSchema(reviewMatchSchema)
  .action(async ({ parsedInput, ctx: { command } }) => {
    const businessOn = businessDate(command.now(), command.tenant.timeZone).toString();
    return reviewDigest(command.scope, { ...parsedInput, businessOn });
  });

/** Posts all that match; answers `{ posted, changed, passedOver }`, or refuses "items-changed" and posts nothing. */
export const postMatchingAction = authorizedAction("billing.post")
  .inputSchema(postMatchingSchema)
  .action(async ({ parsedInput, ctx }) => {
    const posted = await postMatching(ctx.command, parsedInput);
    refresh();
    return posted;
  });

/** Posts one item over another amount, the difference as a manual charge; answers `{ adjustmentMinor, currency }`. */
export const postAdjustedAction = authorizedAction("billing.post")
  .inputSchema(postAdjustedSchema)
  .action(async ({ parsedInput, ctx }) => {
    const posted = await postAdjusted(ctx.command, parsedInput);
    refresh();
    return posted;
  });

/** The derivation of an item in review, or of a charge as it was posted; changes nothing. */
export const deriveItemAction = authorizedAction("view")
  .inputSchema(deriveItemSchema)
  .action(async ({ parsedInput, ctx }) => deriveItem(ctx.command, parsedInput));
