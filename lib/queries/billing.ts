import { and, asc, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { charge } from "@/db/schema/billing";
import { contract, contractLine } from "@/db/schema/contract";
import { invoiceLine } from "@/db/schema/invoice";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount } from "@/lib/domain/billing/money";
import { type BilledRow, billedColumns, withAmount } from "./item-columns";

export type OpenCharge = BilledRow & {
  postedAt: string;
  postedBy: string;
  /** What of the charge is on no invoice yet, major units; for a credit that was used in part, the rest. */
  openAmount: string;
};

/** Finance > Billing: posted charges of which something is on no invoice yet, oldest first. */
export async function openCharges(scope: TenantScope): Promise<OpenCharge[]> {
  return withTenant(scope, async (db) => {
    const invoiced = db
      .select({
        chargeId: invoiceLine.chargeId,
        amountMinor: sql<string>`sum(${invoiceLine.amountMinor})`.as("invoiced_minor"),
      })
      .from(invoiceLine)
      .where(eq(invoiceLine.tenantId, scope.tenantId))
      .groupBy(invoiceLine.chargeId)
      .as("invoiced");
    const openMinor = sql<string>`(${charge.amountMinor} - coalesce(${invoiced.amountMinor}, 0))`;
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
      .leftJoin(invoiced, eq(invoiced.chargeId, charge.id))
      .where(
        and(
          eq(charge.tenantId, scope.tenantId),
          sql`${openMinor} <> 0 OR (${charge.amountMinor} = 0 AND ${invoiced.chargeId} IS NULL)`,
        ),
      )
      .orderBy(asc(account.name), asc(charge.effectiveOn), asc(charge.id));
    return rows.map(({ openMinor: open, ...row }) => ({
      ...withAmount(row),
      openAmount: formatAmount(BigInt(open), row.currency),
    }));
  });
}
