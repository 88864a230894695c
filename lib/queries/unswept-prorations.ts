import { and, asc, eq, exists, inArray, isNull, lt, lte, not, or, type SQL, sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { billingItem } from "@/db/schema/billing";
import { accountPark } from "@/db/schema/billing-job";
import { contract, contractLine } from "@/db/schema/contract";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { stepsOf } from "@/lib/domain/automation/job-in-words";
import { throughOn } from "@/lib/domain/automation/job-range";
import type { BillingJobRow } from "./billing-jobs";

export type UnsweptProration = {
  id: string;
  accountId: string;
  accountName: string;
  contractId: string;
  contractName: string;
  lineId: string;
  lineName: string;
  effectiveOn: string;
  /** Minor units as text. */
  amountMinor: string;
  currency: string;
  isParked: boolean;
};

export type UnsweptProrations = { rows: UnsweptProration[]; rowCount: number };

const MOST_SHOWN = 50;

/**
 * Prorations effective before today that are not posted and that no active job takes at its next run: outside every scope, not
 * due by then, or of a parked account. BMS needs a second job to sweep such ones up, because its jobs take what is effective
 * inside a date range; ours take all that is due, so this list exists only to be empty.
 */
export async function unsweptProrations(
  scope: TenantScope,
  jobs: readonly BillingJobRow[],
  today: string,
): Promise<UnsweptProrations> {
  return withTenant(scope, async (db) => {
    const isParked = exists(
      db
        .select({ id: accountPark.id })
        .from(accountPark)
        .where(
          and(
            eq(accountPark.tenantId, billingItem.tenantId),
            eq(accountPark.accountId, billingItem.accountId),
            isNull(accountPark.releasedAt),
          ),
        ),
    );
    const taken = jobs.filter((job) => job.isActive && stepsOf(job.action).posts).map(takenBy);
    const left = and(
      eq(billingItem.tenantId, scope.tenantId),
      eq(billingItem.kind, "proration"),
      lt(billingItem.effectiveOn, today),
      taken.length === 0 ? undefined : or(isParked, not(or(...taken)!)),
    );
    const rows = await db
      .select({
        id: billingItem.id,
        accountId: billingItem.accountId,
        accountName: account.name,
        contractId: billingItem.contractId,
        contractName: contract.name,
        lineId: billingItem.lineId,
        lineName: contractLine.name,
        effectiveOn: billingItem.effectiveOn,
        amountMinor: sql<string>`${billingItem.amountMinor}::text`,
        currency: billingItem.currency,
        isParked: sql<boolean>`${isParked}`,
      })
      .from(billingItem)
      .innerJoin(
        account,
        and(eq(account.tenantId, billingItem.tenantId), eq(account.id, billingItem.accountId)),
      )
      .innerJoin(
        contract,
        and(eq(contract.tenantId, billingItem.tenantId), eq(contract.id, billingItem.contractId)),
      )
      .innerJoin(
        contractLine,
        and(eq(contractLine.tenantId, billingItem.tenantId), eq(contractLine.id, billingItem.lineId)),
      )
      .where(left)
      .orderBy(asc(billingItem.effectiveOn), asc(account.name), asc(billingItem.id))
      .limit(MOST_SHOWN);
    const [all] = await db.select({ many: sql<number>`count(*)::int` }).from(billingItem).where(left);
    return { rows, rowCount: all?.many ?? 0 };
  });
}

/** What the next run of a job posts, as a condition on billing items. */
function takenBy({ scope, range, nextRunOn }: BillingJobRow): SQL {
  return and(
    lte(billingItem.invoiceOn, throughOn(range, Temporal.PlainDate.from(nextRunOn!)).toString()),
    scope.accountIds.length > 0 ? inArray(billingItem.accountId, scope.accountIds) : undefined,
    scope.contractIds.length > 0 ? inArray(billingItem.contractId, scope.contractIds) : undefined,
    scope.kinds.length > 0 ? inArray(billingItem.kind, scope.kinds) : undefined,
  )!;
}
