"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { decideHeldChangeSchema } from "@/lib/inputs/held-changes";

/** Approves or rejects a held change as it was seen; answers `{ lineId }`, or refuses "changed-meanwhile". */
export const decideHeldChangeAction = authorizedAction("held.decide")
  .inputSchema(decideHeldChangeSchema)
  .action(async ({ parsedInput, ctx }) => {
    const decided = await decideHeldChange(ctx.command, parsedInput);
    refresh();
    return decided;
  });
