"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { postItems } from "@/lib/commands/billing/post-items";
import { postItemsSchema } from "@/lib/inputs/billing";

/** Posts billing items as they were seen; answers `{ posted }`, or refuses "items-changed" and posts nothing. */
export const postItemsAction = authorizedAction("billing.post")
  .inputSchema(postItemsSchema)
  .action(async ({ parsedInput, ctx }) => {
    const posted = await postItems(ctx.command, parsedInput);
    refresh();
    return posted;
  });
