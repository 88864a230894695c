import { eq } from "drizzle-orm";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { Db } from "./database";
import { billingSettings } from "./schema/billing-settings";

export type BillingSettings = Omit<typeof billingSettings.$inferSelect, "tenantId" | "savedAt" | "savedBy">;

/** What applies until Billing Settings are saved for the first time; version 0 is "never saved". */
export const DEFAULT_BILLING_SETTINGS: BillingSettings = {
  postsZeroItems: false,
  staleAfterDays: 3,
  latestJobStart: "06:00",
  groupInvoicesBy: "account",
  hasAppendix: true,
  companyAddress: "",
  companyTaxNumber: "",
  invoiceFooter: "",
  invoiceNumberPrefix: "",
  creditNoteNumberPrefix: "CN-",
  exportNames: { xeroAccountCode: "", xeroTaxTypes: {}, quickBooksTaxCodes: {} },
  version: 0,
};

/** A tenant's billing settings, or the defaults. */
export async function billingSettingsOf(db: Db, scope: TenantScope): Promise<BillingSettings> {
  const [row] = await db.select().from(billingSettings).where(eq(billingSettings.tenantId, scope.tenantId));
  if (!row) return DEFAULT_BILLING_SETTINGS;
  const { tenantId: _own, savedAt: _when, savedBy: _whose, ...settings } = row;
  return settings;
}
