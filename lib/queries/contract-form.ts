import { and, asc, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { contract } from "@/db/schema/contract";
import { tenant } from "@/db/schema/tenant";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { Alignment, BillingCycle, IssueTime } from "@/lib/domain/billing/billing-period";

export type ContractForm = {
  contract: {
    id: string;
    version: number;
    contractNumber: number;
    name: string;
    accountId: string;
    accountName: string;
    referenceNumber: string;
    status: "active" | "inactive";
    billingCycle: BillingCycle;
    alignment: Alignment;
    /** On which day periods begin: null is the start's own; a day of the month, or for weekly cycles an ISO weekday. */
    anchorDay: number | null;
    issueInvoiceOn: IssueTime;
    startOn: string;
    endOn: string | null;
    billedElsewhereThroughOn: string | null;
    currency: string;
    /** Service level agreement; "" for none. */
    sla: string;
    isDefaultContract: boolean;
    isNotificationEnabled: boolean;
    notificationEmails: string[];
    isAutoRenewed: boolean;
    /** First day of the term that ends with `endOn`; null while it is the first one. */
    termStartOn: string | null;
    /** Once anything is posted, what the posted amounts rest on is frozen. */
    isPosted: boolean;
  } | null;
  /** Active accounts, for a new contract; each with its own currency, where it has one. */
  accounts: { id: string; name: string; currency: string | null }[];
  tenantCurrency: string;
};

/** A contract for its form; `contract` is null for a new one, or where this tenant has none of this id. */
export async function contractForm(scope: TenantScope, contractId: string | null): Promise<ContractForm> {
  return withTenant(scope, async (db) => {
    const accounts = await db
      .select({ id: account.id, name: account.name, currency: account.currency })
      .from(account)
      .where(and(eq(account.tenantId, scope.tenantId), eq(account.isActive, true)))
      .orderBy(asc(sql`lower(${account.name})`));
    const [own] = await db
      .select({ currency: tenant.currency })
      .from(tenant)
      .where(eq(tenant.id, scope.tenantId));
    const [found] =
      contractId === null
        ? []
        : await db
            .select({
              contract,
              accountName: account.name,
              isPosted: sql<boolean>`exists (select 1 from charge c
                where c.tenant_id = ${contract.tenantId} and c.contract_id = ${contract.id})`,
            })
            .from(contract)
            .innerJoin(
              account,
              and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)),
            )
            .where(and(eq(contract.tenantId, scope.tenantId), eq(contract.id, contractId)));
    return { contract: found ? shown(found) : null, accounts, tenantCurrency: own!.currency };
  });
}

function shown({
  contract: { tenantId: _own, createdAt: _unseen, ...row },
  ...rest
}: {
  contract: typeof contract.$inferSelect;
  accountName: string;
  isPosted: boolean;
}): NonNullable<ContractForm["contract"]> {
  return { ...row, ...rest };
}
