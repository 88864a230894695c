"use server";

import { authorizedAction } from "@/lib/actions/safe-action";
import { explainedChangeInput } from "@/lib/inputs/explained-change";
import { explainedChanges } from "@/lib/queries/explained-changes";

/** Why a count of a line differs from the one before it; answers `{ change, timeZone }`, `change` null where there is no count. */
export const explainChangeAction = authorizedAction("view")
  .inputSchema(explainedChangeInput)
  .action(async ({ parsedInput, ctx }) => {
    const changes = await explainedChanges(ctx.command.scope, [parsedInput]);
    return { change: changes[parsedInput.readingId] ?? null, timeZone: ctx.session.tenant.timeZone };
  });
