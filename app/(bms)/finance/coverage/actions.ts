"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { acceptException } from "@/lib/commands/coverage/accept-exception";
import { withdrawException } from "@/lib/commands/coverage/withdraw-exception";
import { acceptExceptionInput, withdrawExceptionInput } from "@/lib/inputs/coverage";

/** Accepts a flagged value with a reason; answers `{ id }`. */
export const acceptExceptionAction = authorizedAction("contracts.manage")
  .inputSchema(acceptExceptionInput)
  .action(async ({ parsedInput, ctx }) => {
    const accepted = await acceptException(ctx.command, parsedInput);
    refresh();
    return accepted;
  });

/** Takes an accepted exception back; answers `{ id }`. */
export const withdrawExceptionAction = authorizedAction("contracts.manage")
  .inputSchema(withdrawExceptionInput)
  .action(async ({ parsedInput, ctx }) => {
    const withdrawn = await withdrawException(ctx.command, parsedInput);
    refresh();
    return withdrawn;
  });
