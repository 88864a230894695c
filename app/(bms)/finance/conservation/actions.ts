"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { checkConservation } from "@/lib/commands/conservation/check-conservation";
import { releaseAccount } from "@/lib/commands/conservation/release-account";
import { checkNowSchema, releaseAccountSchema } from "@/lib/inputs/conservation";

/** Checks every account now; answers `{ accounts, lines, differences }`. */
export const checkNowAction = authorizedAction("billing.post")
  .inputSchema(checkNowSchema)
  .action(async ({ ctx }) => {
    const checked = await checkConservation(ctx.command, { trigger: "on-demand" });
    refresh();
    return checked;
  });

/** Releases a parked account with a reason; answers `{ accountId }`, or refuses "not-found". */
export const releaseAccountAction = authorizedAction("billing.post")
  .inputSchema(releaseAccountSchema)
  .action(async ({ parsedInput, ctx }) => {
    const released = await releaseAccount(ctx.command, parsedInput);
    refresh();
    return released;
  });
