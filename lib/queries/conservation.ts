import { and, asc, desc, eq, isNull } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { accountPark, conservationCheck, type ParkReason } from "@/db/schema/billing-job";
import { contractLine } from "@/db/schema/contract";
import type { TenantScope } from "@/lib/auth/tenant-scope";

export type CheckRow = {
  id: string;
  trigger: "nightly" | "before-run" | "on-demand";
  startedAt: string;
  accounts: number;
  lines: number;
  differences: number;
};

export type ParkedAccount = {
  id: string;
  accountId: string;
  accountName: string;
  reason: ParkReason;
  explanation: string;
  /** The line it is about, where it is about one. */
  lineId: string | null;
  contractId: string | null;
  parkedAt: string;
};

/** Read model of Finance > Conservation: the last checks, newest first, and every parked account by name. */
export async function conservation(
  scope: TenantScope,
): Promise<{ checks: CheckRow[]; parked: ParkedAccount[] }> {
  return withTenant(scope, async (db) => {
    const checks = await db
      .select({
        id: conservationCheck.id,
        trigger: conservationCheck.trigger,
        startedAt: conservationCheck.startedAt,
        accounts: conservationCheck.accounts,
        lines: conservationCheck.lines,
        differences: conservationCheck.differences,
      })
      .from(conservationCheck)
      .where(eq(conservationCheck.tenantId, scope.tenantId))
      .orderBy(desc(conservationCheck.position))
      .limit(10);
    const parked = await db
      .select({
        id: accountPark.id,
        accountId: accountPark.accountId,
        accountName: account.name,
        reason: accountPark.reason,
        explanation: accountPark.explanation,
        lineId: accountPark.lineId,
        contractId: contractLine.contractId,
        parkedAt: accountPark.parkedAt,
      })
      .from(accountPark)
      .innerJoin(
        account,
        and(eq(account.tenantId, accountPark.tenantId), eq(account.id, accountPark.accountId)),
      )
      .leftJoin(
        contractLine,
        and(eq(contractLine.tenantId, accountPark.tenantId), eq(contractLine.id, accountPark.lineId)),
      )
      .where(and(eq(accountPark.tenantId, scope.tenantId), isNull(accountPark.releasedAt)))
      .orderBy(asc(account.name), asc(accountPark.parkedAt));
    return { checks, parked };
  });
}

/** How many accounts are parked; what Today and Billing Review warn of. */
export async function parkedAccounts(scope: TenantScope): Promise<number> {
  return withTenant(scope, async (db) => {
    const rows = await db
      .selectDistinct({ accountId: accountPark.accountId })
      .from(accountPark)
      .where(and(eq(accountPark.tenantId, scope.tenantId), isNull(accountPark.releasedAt)));
    return rows.length;
  });
}
