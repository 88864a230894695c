import { and, asc, eq, lt, type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { documentedAmounts, standsByItself } from "@/db/open-charges";
import { account } from "@/db/schema/account";
import { charge } from "@/db/schema/billing";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount } from "@/lib/domain/billing/money";

/** What an account has been credited and no document has used: it lowers its next invoice by itself. */
export type OpenCreditSum = {
  currency: string;
  /** Before tax, major units above zero. */
  amount: string;
  credits: number;
};

export type AccountCreditSum = OpenCreditSum & { accountId: string; accountName: string };

/** The open credits of an account, summed per currency. */
export async function openCreditsOf(db: Db, scope: TenantScope, accountId: string): Promise<OpenCreditSum[]> {
  const rows = await sumsOf(db, scope, eq(charge.accountId, accountId));
  return rows.map(({ accountId: _own, accountName: _name, ...sum }) => sum);
}

/** More than anyone reads on one screen; the others stand on their accounts' pages. */
export const MOST_ACCOUNTS_SHOWN = 100;

/** Finance > Billing: what is carried forward, by account and currency; the first hundred. */
export async function openCredits(scope: TenantScope): Promise<AccountCreditSum[]> {
  return withTenant(scope, (db) => sumsOf(db, scope, undefined));
}

async function sumsOf(db: Db, scope: TenantScope, which: SQL | undefined): Promise<AccountCreditSum[]> {
  const documented = documentedAmounts(db, scope);
  const open = sql`${charge.amountMinor} - coalesce(${documented.amountMinor}, 0)`;
  const rows = await db
    .select({
      accountId: account.id,
      accountName: account.name,
      currency: charge.currency,
      minor: sql<string>`(-sum(${open}))::text`,
      credits: sql<number>`count(*)::int`,
    })
    .from(charge)
    .innerJoin(account, and(eq(account.tenantId, charge.tenantId), eq(account.id, charge.accountId)))
    .leftJoin(documented, eq(documented.chargeId, charge.id))
    .where(
      and(
        eq(charge.tenantId, scope.tenantId),
        which,
        lt(charge.amountMinor, 0n),
        sql`${open} < 0`,
        standsByItself(db),
      ),
    )
    .groupBy(account.id, account.name, charge.currency)
    .orderBy(asc(account.name), asc(account.id), asc(charge.currency))
    .limit(MOST_ACCOUNTS_SHOWN);
  return rows.map(({ minor, ...row }) => ({ ...row, amount: formatAmount(BigInt(minor), row.currency) }));
}
