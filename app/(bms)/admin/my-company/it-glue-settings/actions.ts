"use server";

import { refresh } from "next/cache";
import { inngest } from "@/inngest/client";
import { itGlueTurnedOff, organizationsSyncRequested } from "@/inngest/events";
import { reportFailure } from "@/lib/actions/report-failure";
import { authorizedAction } from "@/lib/actions/safe-action";
import { refreshOrganizationKinds } from "@/lib/commands/it-glue-settings/refresh-organization-kinds";
import { saveItGlueSettings } from "@/lib/commands/it-glue-settings/save-it-glue-settings";
import { testConnection } from "@/lib/commands/it-glue-settings/test-connection";
import { itGlueSettingsInput, testConnectionInput } from "@/lib/inputs/it-glue-settings";

/**
 * Saves IT Glue Settings and asks for a sync of organizations under them; answers `{ version, provedAccountName, sync }`,
 * never the key. `sync` "not-asked": the settings are saved, only the asking failed; the hourly sync comes anyway.
 */
export const saveItGlueSettingsAction = authorizedAction("settings.manage")
  .inputSchema(itGlueSettingsInput)
  .action(async ({ parsedInput, ctx: { command, session } }) => {
    const { isSyncDue, isTurnedOff, ...saved } = await saveItGlueSettings(command, parsedInput);
    const request = { tenantId: command.scope.tenantId, requestedBy: session.user.name };
    if (isTurnedOff) await callOffRuns(request.tenantId);
    const sync: "none" | "asked" | "not-asked" = isSyncDue ? await askForSync(request) : "none";
    refresh();
    return { ...saved, sync };
  });

/** Proves typed, unsaved values; answers a `ConnectionTest`, failed proofs too. */
export const testConnectionAction = authorizedAction("settings.manage")
  .inputSchema(testConnectionInput)
  .action(async ({ parsedInput, ctx }) => testConnection(ctx.command, parsedInput));

/** Reads IT Glue's organization types and statuses for the lists of the form; answers `{ types, statuses }`. */
export const refreshOrganizationKindsAction = authorizedAction("settings.manage").action(async ({ ctx }) => {
  const read = await refreshOrganizationKinds(ctx.command);
  refresh();
  return read;
});

/** By now the settings are saved: a queue that takes no event must not say otherwise. */
async function askForSync(request: {
  tenantId: string;
  requestedBy: string;
}): Promise<"asked" | "not-asked"> {
  try {
    await inngest.send(organizationsSyncRequested.create(request));
    return "asked";
  } catch (error) {
    reportFailure(error);
    return "not-asked";
  }
}

/** A run that is not called off finds IT Glue turned off by itself, and counts nothing. */
async function callOffRuns(tenantId: string): Promise<void> {
  try {
    await inngest.send(itGlueTurnedOff.create({ tenantId }));
  } catch (error) {
    reportFailure(error);
  }
}
