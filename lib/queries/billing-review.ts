import { and, asc, count, desc, eq, gte, ilike, inArray, lte, or, type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { billingItem } from "@/db/schema/billing";
import { contract, contractLine } from "@/db/schema/contract";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount } from "@/lib/domain/billing/money";
import { type BilledRow, billedColumns, withAmount } from "./item-columns";

export type ReviewItem = Omit<BilledRow, "kind"> & {
  kind: "regular" | "proration";
  /** The day it becomes due. */
  invoiceOn: string;
  /** Due today or earlier; what is not due yet is listed, and not chosen by itself. */
  isDue: boolean;
  /** What Post names beside the id, so that nothing else is posted than what was seen. */
  contentHash: string;
};

export type ReviewFilter = {
  search: string;
  accountIds: string[];
  contractIds: string[];
  kinds: ("regular" | "proration")[];
  due: "all" | "due" | "not-due";
  sort: { column: ReviewSort; direction: "asc" | "desc" };
  pageIndex: number;
  pageSize: number;
  /** Today on the tenant's server. */
  businessOn: string;
};

export const REVIEW_SORTS = ["account", "contract", "service", "effectiveOn", "invoiceOn", "amount"] as const;
export type ReviewSort = (typeof REVIEW_SORTS)[number];

export type ReviewTotal = {
  currency: string;
  amount: string;
  items: number;
  dueAmount: string;
  dueItems: number;
};

export type BillingReview = {
  items: ReviewItem[];
  matching: number;
  totals: ReviewTotal[];
  accounts: { id: string; name: string }[];
  /** Contracts with items in review, of all accounts. */
  contracts: { id: string; name: string }[];
};

/**
 * Finance > Billing Review > Recurring Services: unposted items, filtered, sorted and paged by the database. The end of the
 * window is three months ahead, as far as items are projected; its start hides nothing unposted (design.md 8, Collecting).
 */
export async function billingReview(scope: TenantScope, filter: ReviewFilter): Promise<BillingReview> {
  const isDue = lte(billingItem.invoiceOn, filter.businessOn);
  const where = and(eq(billingItem.tenantId, scope.tenantId), ...conditions(filter, isDue));
  return withTenant(scope, async (db) => {
    const joined = () =>
      db
        .select({
          ...billedColumns(billingItem),
          kind: billingItem.kind,
          accountName: account.name,
          contractName: contract.name,
          lineName: contractLine.name,
          invoiceOn: billingItem.invoiceOn,
          contentHash: billingItem.contentHash,
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
        );
    const rows = await joined()
      .where(where)
      .orderBy(...order(filter.sort), asc(billingItem.effectiveOn), asc(billingItem.id))
      .limit(filter.pageSize)
      .offset(filter.pageIndex * filter.pageSize);
    const totals = await db
      .select({
        currency: billingItem.currency,
        items: count(),
        amountMinor: sql<string>`sum(${billingItem.amountMinor})::text`,
        dueItems: sql<number>`(count(*) FILTER (WHERE ${isDue}))::int`,
        dueMinor: sql<string>`coalesce(sum(${billingItem.amountMinor}) FILTER (WHERE ${isDue}), 0)::text`,
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
      .where(where)
      .groupBy(billingItem.currency)
      .orderBy(billingItem.currency);
    const accounts = await db
      .selectDistinct({ id: account.id, name: account.name })
      .from(billingItem)
      .innerJoin(
        account,
        and(eq(account.tenantId, billingItem.tenantId), eq(account.id, billingItem.accountId)),
      )
      .where(eq(billingItem.tenantId, scope.tenantId))
      .orderBy(account.name);
    const contracts = await db
      .selectDistinct({ id: contract.id, name: contract.name })
      .from(billingItem)
      .innerJoin(
        contract,
        and(eq(contract.tenantId, billingItem.tenantId), eq(contract.id, billingItem.contractId)),
      )
      .where(eq(billingItem.tenantId, scope.tenantId))
      .orderBy(contract.name);
    return {
      items: rows.map((row) => ({ ...withAmount(row), isDue: row.invoiceOn <= filter.businessOn })),
      matching: totals.reduce((sum, total) => sum + total.items, 0),
      totals: totals.map(({ currency, items, amountMinor, dueItems, dueMinor }) => ({
        currency,
        items,
        amount: formatAmount(BigInt(amountMinor), currency),
        dueItems,
        dueAmount: formatAmount(BigInt(dueMinor), currency),
      })),
      accounts,
      contracts,
    };
  });
}

function conditions(filter: ReviewFilter, isDue: SQL): (SQL | undefined)[] {
  const like = `%${filter.search.replace(/[\\%_]/g, (found) => `\\${found}`)}%`;
  return [
    filter.search === ""
      ? undefined
      : or(ilike(account.name, like), ilike(contract.name, like), ilike(contractLine.name, like)),
    filter.accountIds.length > 0 ? inArray(billingItem.accountId, filter.accountIds) : undefined,
    filter.contractIds.length > 0 ? inArray(billingItem.contractId, filter.contractIds) : undefined,
    filter.kinds.length > 0 ? inArray(billingItem.kind, filter.kinds) : undefined,
    filter.due === "due"
      ? isDue
      : filter.due === "not-due"
        ? gte(billingItem.invoiceOn, sql`${filter.businessOn}::date + 1`)
        : undefined,
  ];
}

function order({ column, direction }: ReviewFilter["sort"]): SQL[] {
  const by = direction === "asc" ? asc : desc;
  const columns = {
    account: [account.name, contract.name],
    contract: [contract.name],
    service: [contractLine.name],
    effectiveOn: [billingItem.effectiveOn],
    invoiceOn: [billingItem.invoiceOn],
    amount: [billingItem.amountMinor],
  }[column];
  return columns.map((found) => by(found));
}
