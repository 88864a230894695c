"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { saveNightlyChanges } from "@/lib/commands/nightly-changes/save-nightly-changes";
import { saveNightlyChangesInput } from "@/lib/inputs/nightly-changes";

/** Saves how far a night may change units by itself; answers `{ version }`. */
export const saveNightlyChangesAction = authorizedAction("settings.manage")
  .inputSchema(saveNightlyChangesInput)
  .action(async ({ parsedInput, ctx }) => {
    const saved = await saveNightlyChanges(ctx.command, parsedInput);
    refresh();
    return saved;
  });
