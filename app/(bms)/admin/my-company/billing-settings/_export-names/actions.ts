"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { saveExportNames } from "@/lib/commands/billing-settings/save-export-names";
import { saveExportNamesInput } from "@/lib/inputs/export-names";

/** Saves the names that accounting systems have for accounts and taxes. */
export const saveExportNamesAction = authorizedAction("billing-settings.manage")
  .inputSchema(saveExportNamesInput)
  .action(async ({ parsedInput, ctx }) => {
    await saveExportNames(ctx.command, parsedInput);
    refresh();
  });
