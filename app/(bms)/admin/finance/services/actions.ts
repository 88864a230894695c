"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { bulkChangeLines } from "@/lib/commands/contract-lines/bulk-change-lines";
import { excludeFromBulkChanges } from "@/lib/commands/contract-lines/exclude-from-bulk-changes";
import { createService } from "@/lib/commands/services/create-service";
import { editService } from "@/lib/commands/services/edit-service";
import { setServiceActive } from "@/lib/commands/services/set-service-active";
import { bulkChangeLinesInput, setLineExcludedInput } from "@/lib/inputs/service-lines";
import { createServiceInput, editServiceInput, setServiceActiveInput } from "@/lib/inputs/services";

/** Adds a service; answers `{ serviceId }`. */
export const createServiceAction = authorizedAction("services.manage")
  .inputSchema(createServiceInput)
  .action(async ({ parsedInput, ctx }) => createService(ctx.command, parsedInput));

/** Changes a service; answers `{ version }`. */
export const editServiceAction = authorizedAction("services.manage")
  .inputSchema(editServiceInput)
  .action(async ({ parsedInput, ctx }) => editService(ctx.command, parsedInput));

/** Activates or deactivates a service; answers `{ version }`. */
export const setServiceActiveAction = authorizedAction("services.manage")
  .inputSchema(setServiceActiveInput)
  .action(async ({ parsedInput, ctx }) => {
    const saved = await setServiceActive(ctx.command, parsedInput);
    refresh();
    return saved;
  });

/** "Change chosen lines" of a service; answers which changed, which said it already, and which could not be changed and why. */
export const bulkChangeLinesAction = authorizedAction("contracts.manage")
  .inputSchema(bulkChangeLinesInput)
  .action(async ({ parsedInput, ctx }) => {
    const outcome = await bulkChangeLines(ctx.command, parsedInput);
    refresh();
    return outcome;
  });

/** Leaves a line out of bulk changes, or takes it in again; answers `{ version }`. */
export const setLineExcludedAction = authorizedAction("contracts.manage")
  .inputSchema(setLineExcludedInput)
  .action(async ({ parsedInput, ctx }) => {
    const saved = await excludeFromBulkChanges(ctx.command, parsedInput);
    refresh();
    return saved;
  });
