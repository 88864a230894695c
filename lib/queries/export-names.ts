import { eq } from "drizzle-orm";
import { sha256Of } from "#sha256";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account, accountTaxRate } from "@/db/schema/account";
import { invoiceLine } from "@/db/schema/invoice";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { TAX_RATE_SCALE } from "@/lib/domain/billing/invoice";
import { decimal, formatDecimal } from "@/lib/domain/decimal";
import { namesText } from "@/lib/domain/exports/names-text";
import type { ExportNamesFormValues } from "@/lib/inputs/export-names";

export type ExportNamesScreen = ExportNamesFormValues & {
  /** Names the state that was opened, to be sent with the save. */
  openedHash: string;
};

/** The names of exports, with a row for every tax rate in use; the first is for what is not taxed. */
export async function exportNamesScreen(scope: TenantScope): Promise<ExportNamesScreen> {
  return withTenant(scope, async (db) => {
    const { exportNames } = await billingSettingsOf(db, scope);
    const { xeroTaxTypes, quickBooksTaxCodes } = exportNames;
    const used = await usedRates(db, scope);
    const known = [...used, ...Object.keys(xeroTaxTypes), ...Object.keys(quickBooksTaxCodes)];
    const rates = [...new Set(["", ...known])].sort((a, b) => Number(a || -1) - Number(b || -1));
    return {
      xeroAccountCode: exportNames.xeroAccountCode,
      rates: rates.map((ratePercent) => ({
        ratePercent,
        xeroTaxType: xeroTaxTypes[ratePercent] ?? "",
        quickBooksTaxCode: quickBooksTaxCodes[ratePercent] ?? "",
      })),
      openedHash: sha256Of(namesText(exportNames)),
    };
  });
}

async function usedRates(db: Db, { tenantId }: TenantScope): Promise<string[]> {
  const rows = [
    ...(await db
      .selectDistinct({ rate: account.taxRatePercent })
      .from(account)
      .where(eq(account.tenantId, tenantId))),
    ...(await db
      .selectDistinct({ rate: accountTaxRate.ratePercent })
      .from(accountTaxRate)
      .where(eq(accountTaxRate.tenantId, tenantId))),
    ...(await db
      .selectDistinct({ rate: invoiceLine.taxRatePercent })
      .from(invoiceLine)
      .where(eq(invoiceLine.tenantId, tenantId))),
  ];
  return rows.flatMap(({ rate }) => (rate === null ? [] : [shortRate(rate)]));
}

function shortRate(percent: string): string {
  return formatDecimal(decimal(percent, TAX_RATE_SCALE), TAX_RATE_SCALE);
}
