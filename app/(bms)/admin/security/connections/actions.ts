"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { disconnectUser } from "@/lib/commands/connect/disconnect-user";
import { disconnectUserInput } from "@/lib/inputs/connections";

/** Ends somebody's Connect; answers `{ kind, isRevoked }`. */
export const disconnectUserAction = authorizedAction("users.manage")
  .inputSchema(disconnectUserInput)
  .action(async ({ parsedInput, ctx }) => {
    const ended = await disconnectUser(ctx.command, parsedInput);
    refresh();
    return ended;
  });
