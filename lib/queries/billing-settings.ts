import { type BillingSettings, billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import type { TenantScope } from "@/lib/auth/tenant-scope";

export type BillingSettingsScreen = BillingSettings;

/** Admin > My Company > Billing Settings as they apply; `version` 0: never saved, these are the defaults. */
export async function billingSettingsScreen(scope: TenantScope): Promise<BillingSettingsScreen> {
  return withTenant(scope, (db) => billingSettingsOf(db, scope));
}
