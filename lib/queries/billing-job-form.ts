import { and, asc, eq } from "drizzle-orm";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { billingJob } from "@/db/schema/billing-job";
import type { InvoiceGrouping } from "@/db/schema/billing-settings";
import { contract } from "@/db/schema/contract";
import type { TenantScope } from "@/lib/auth/tenant-scope";

export type BillingJobForm = {
  /** Null for a new job, and where this company has none of this id. */
  job: Omit<typeof billingJob.$inferSelect, "tenantId" | "createdAt"> | null;
  accounts: { id: string; name: string }[];
  contracts: { id: string; name: string; contractNumber: number; accountName: string }[];
  /** How invoices are grouped unless a job says otherwise. */
  groupInvoicesBy: InvoiceGrouping;
};

/** A job for its form or its page, with the accounts and contracts that it can name. */
export async function billingJobForm(scope: TenantScope, jobId: string | null): Promise<BillingJobForm> {
  return withTenant(scope, async (db) => {
    const { tenantId } = scope;
    const [found] =
      jobId === null
        ? []
        : await db
            .select()
            .from(billingJob)
            .where(and(eq(billingJob.tenantId, tenantId), eq(billingJob.id, jobId)));
    return {
      job: found ? shown(found) : null,
      accounts: await db
        .select({ id: account.id, name: account.name })
        .from(account)
        .where(eq(account.tenantId, tenantId))
        .orderBy(asc(account.name), asc(account.id)),
      contracts: await db
        .select({
          id: contract.id,
          name: contract.name,
          contractNumber: contract.contractNumber,
          accountName: account.name,
        })
        .from(contract)
        .innerJoin(account, and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)))
        .where(eq(contract.tenantId, tenantId))
        .orderBy(asc(account.name), asc(contract.contractNumber)),
      groupInvoicesBy: (await billingSettingsOf(db, scope)).groupInvoicesBy,
    };
  });
}

function shown({ tenantId: _own, createdAt: _unseen, ...job }: typeof billingJob.$inferSelect) {
  return job;
}
