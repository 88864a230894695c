"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { saveBillingSettings } from "@/lib/commands/billing-settings/save-billing-settings";
import { saveBillingSettingsInput } from "@/lib/inputs/billing-settings";

/** Saves Billing Settings; answers `{ version, reprojectedLines }`. */
export const saveBillingSettingsAction = authorizedAction("billing-settings.manage")
  .inputSchema(saveBillingSettingsInput)
  .action(async ({ parsedInput, ctx }) => {
    const saved = await saveBillingSettings(ctx.command, {
      ...parsedInput,
      staleAfterDays: String(parsedInput.staleAfterDays),
    });
    refresh();
    return saved;
  });
