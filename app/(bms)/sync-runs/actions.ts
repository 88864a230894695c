"use server";

import { inngest } from "@/inngest/client";
import { MOST_HEAD_START_SECONDS, tenantSyncRequested } from "@/inngest/events";
import { authorizedAction } from "@/lib/actions/safe-action";
import { retryRun } from "@/lib/commands/sync-runs/retry-run";
import { businessDate } from "@/lib/domain/regions";
import { retryRunSchema } from "@/lib/inputs/sync-runs";
import { itGlueAccountOf } from "@/lib/queries/it-glue-account-of";

/** Asks for a recount of all lines, as of today on the company's server; answers `{ businessOn }` before it runs. */
export const requestSyncAction = authorizedAction("sync.run").action(
  async ({ ctx: { command, session } }) => {
    const businessOn = businessDate(command.now(), command.tenant.timeZone).toString();
    const requestedBy = session.user.name;
    const tenantId = command.scope.tenantId;
    await inngest.send(
      tenantSyncRequested.create({
        tenantId,
        businessOn,
        trigger: "on-demand",
        requestedBy,
        itGlueAccount: await itGlueAccountOf(command.scope),
        headStartSeconds: MOST_HEAD_START_SECONDS,
      }),
    );
    return { businessOn };
  },
);

/** Asks for a failed night of today again, as the tick does within the hour; answers `{ businessOn }` before it runs. */
export const retryRunAction = authorizedAction("sync.run")
  .inputSchema(retryRunSchema)
  .action(async ({ parsedInput, ctx: { command, session } }) => {
    const { businessOn } = await retryRun(command, parsedInput.runId);
    await inngest.send(
      tenantSyncRequested.create({
        tenantId: command.scope.tenantId,
        businessOn,
        trigger: "schedule",
        requestedBy: session.user.name,
        itGlueAccount: await itGlueAccountOf(command.scope),
        headStartSeconds: MOST_HEAD_START_SECONDS,
      }),
    );
    return { businessOn };
  });
