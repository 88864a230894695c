import { and, asc, eq, sql } from "drizzle-orm";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import { documentedAmounts, standsByItself } from "@/db/open-charges";
import { account } from "@/db/schema/account";
import { charge } from "@/db/schema/billing";
import type { InvoiceGrouping } from "@/db/schema/billing-settings";
import { contract, contractLine } from "@/db/schema/contract";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount } from "@/lib/domain/billing/money";
import { type BilledRow, billedColumns, withAmount } from "./item-columns";

export type OpenCharge = BilledRow & {
  postedAt: string;
  postedBy: string;
  /** What of the charge is on no invoice yet, major units; for a credit that was used in part, the rest. */
  openAmount: string;
};

/** How invoices are grouped unless a person chooses otherwise. */
export async function defaultGrouping(scope: TenantScope): Promise<InvoiceGrouping> {
  return withTenant(scope, async (db) => (await billingSettingsOf(db, scope)).groupInvoicesBy);
}

/** Finance > Billing: posted charges of which something is on no invoice yet, oldest first. */
export async function openCharges(scope: TenantScope): Promise<OpenCharge[]> {
  return withTenant(scope, async (db) => {
    const documented = documentedAmounts(db, scope);
    const openMinor = sql<string>`(${charge.amountMinor} - coalesce(${documented.amountMinor}, 0))`;
    const rows = await db
      .select({
        ...billedColumns(charge),
        accountName: account.name,
        contractName: contract.name,
        lineName: contractLine.name,
        postedAt: charge.postedAt,
        postedBy: charge.postedBy,
        openMinor: sql<string>`${openMinor}::text`,
      })
      .from(charge)
      .innerJoin(account, and(eq(account.tenantId, charge.tenantId), eq(account.id, charge.accountId)))
      .innerJoin(contract, and(eq(contract.tenantId, charge.tenantId), eq(contract.id, charge.contractId)))
      .innerJoin(
        contractLine,
        and(eq(contractLine.tenantId, charge.tenantId), eq(contractLine.id, charge.lineId)),
      )
      .leftJoin(documented, eq(documented.chargeId, charge.id))
      .where(
        and(
          eq(charge.tenantId, scope.tenantId),
          standsByItself(db),
          sql`${openMinor} <> 0 OR (${charge.amountMinor} = 0 AND ${documented.chargeId} IS NULL)`,
        ),
      )
      .orderBy(asc(account.name), asc(charge.effectiveOn), asc(charge.id));
    return rows.map(({ openMinor: open, ...row }) => ({
      ...withAmount(row),
      openAmount: formatAmount(BigInt(open), row.currency),
    }));
  });
}
