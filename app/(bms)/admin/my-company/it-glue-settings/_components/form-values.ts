import type { UseFormReturnType } from "@mantine/form";
import type { ItGlueSettingsForm } from "@/lib/inputs/it-glue-settings";
import type { ItGlueSettingsScreen } from "@/lib/queries/it-glue-settings";

export type SettingsFormApi = UseFormReturnType<ItGlueSettingsForm>;

/** The form's values for the stored settings. The stored key never comes to the browser: its field is blank. */
export function valuesOf(settings: ItGlueSettingsScreen): ItGlueSettingsForm {
  const { counting, accountDefaults } = settings;
  return {
    isEnabled: settings.isEnabled,
    subdomain: settings.subdomain,
    server: settings.server,
    apiKey: "",
    isTwoWaySyncEnabled: settings.isTwoWaySyncEnabled,
    countingIdentity: counting.userId === null ? "api-key" : "user",
    countingUserId: counting.userId,
    syncedTypeIds: settings.syncedTypeIds,
    syncedStatusIds: settings.syncedStatusIds,
    accountDefaults: {
      currency: accountDefaults.currency ?? "",
      taxRatePercent: accountDefaults.taxRatePercent ?? "",
      paymentTermDays: String(accountDefaults.paymentTermDays),
    },
  };
}

/** Whether saving changes what counts as whom: decreases found after that wait for an approval (design.md 4). */
export function changesIdentity(settings: ItGlueSettingsScreen, typed: ItGlueSettingsForm): boolean {
  if (settings.account === null) return false;
  const userId = typed.countingIdentity === "user" ? typed.countingUserId : null;
  return (
    typed.apiKey.trim() !== "" || typed.server !== settings.server || userId !== settings.counting.userId
  );
}
