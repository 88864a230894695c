import { and, asc, desc, eq, exists, inArray, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { matchingItems, type ReviewMatch } from "@/db/review-items";
import { account } from "@/db/schema/account";
import { billingItem } from "@/db/schema/billing";
import { contract, contractLine, priceSegment } from "@/db/schema/contract";
import { unitOverride } from "@/db/schema/counting";
import { service } from "@/db/schema/service";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount } from "@/lib/domain/billing/money";
import { decimal, formatDecimal, UNIT_PRICE_SCALE } from "@/lib/domain/decimal";
import { type BilledRow, billedColumns, withAmount } from "./item-columns";
import { reviewChoices } from "./review-choices";
import { isOnStaleLine } from "./stale-items";

export type ReviewItem = Omit<BilledRow, "kind"> & {
  kind: "regular" | "proration";
  /** The line's own words about it; empty where it has none. */
  description: string;
  /** Cost of one unit on the effective date; null where it is not known. */
  unitCost: string | null;
  isTaxable: boolean;
  /** Where the units of the effective date come from. */
  source: "flexible-assets" | "override" | "manual";
  /** The day it becomes due. */
  invoiceOn: string;
  /** Due today or earlier; what is not due yet is listed, and not chosen by itself. */
  isDue: boolean;
  /** Whether its line was not counted for longer than Billing Settings allow: jobs pass it over. */
  isStale: boolean;
  /** What Post names beside the id, so that nothing else is posted than what was seen. */
  contentHash: string;
};

export type ReviewFilter = ReviewMatch & {
  sort: { column: ReviewSort; direction: "asc" | "desc" };
  pageIndex: number;
  pageSize: number;
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
  /** Whole days a count may be old. */
  staleAfterDays: number;
};

/**
 * Finance > Billing Review > Recurring Services: unposted items, filtered, sorted and paged by the database. The end of the
 * window is three months ahead, as far as items are projected; its start hides nothing unposted (design.md 8, Collecting).
 */
export async function billingReview(scope: TenantScope, filter: ReviewFilter): Promise<BillingReview> {
  return withTenant(scope, async (db) => {
    const [where, { staleAfterDays }] = await Promise.all([
      matchingItems(db, scope, filter),
      billingSettingsOf(db, scope),
    ]);
    // Asked for together: what comes first is worked on here while the database answers the rest.
    const [items, totals, accounts, contracts] = await Promise.all([
      pageOfItems(db, scope, filter, { where, staleAfterDays }),
      totalsOf(db, where, filter.businessOn),
      reviewChoices(db, scope, account, billingItem.accountId, filter.accountIds),
      reviewChoices(db, scope, contract, billingItem.contractId, filter.contractIds),
    ]);
    return {
      items,
      matching: totals.reduce((sum, total) => sum + total.items, 0),
      totals,
      accounts,
      contracts,
      staleAfterDays,
    };
  });
}

/** Which rows are on the page is decided first, with the tables its order needs alone; only those rows are then filled in. */
async function pageOfItems(
  db: Db,
  scope: TenantScope,
  filter: ReviewFilter,
  { where, staleAfterDays }: { where: SQL; staleAfterDays: number },
): Promise<ReviewItem[]> {
  const { column } = filter.sort;
  const ids = db.select({ id: billingItem.id }).from(billingItem).$dynamic();
  const ordered = {
    account: () => ids.innerJoin(account, ofItem(account, billingItem.accountId)),
    contract: () => ids.innerJoin(contract, ofItem(contract, billingItem.contractId)),
    service: () => ids.innerJoin(contractLine, ofItem(contractLine, billingItem.lineId)),
    effectiveOn: () => ids,
    invoiceOn: () => ids,
    amount: () => ids,
  }[column]();
  const page = await ordered
    .where(where)
    .orderBy(...order(filter.sort))
    .limit(filter.pageSize)
    .offset(filter.pageIndex * filter.pageSize);
  if (page.length === 0) return [];
  const rows = await db
    .select({
      ...billedColumns(billingItem),
      kind: billingItem.kind,
      accountName: nameOf(account, billingItem.accountId),
      contractName: nameOf(contract, billingItem.contractId),
      lineName: contractLine.name,
      description: contractLine.description,
      isTaxable: service.isTaxable,
      unitCost: unitCost(),
      isOverridden: sql<boolean>`${exists(overridden(db))}`,
      invoiceOn: billingItem.invoiceOn,
      isStale: isOnStaleLine(filter.businessOn, staleAfterDays),
      contentHash: billingItem.contentHash,
    })
    .from(billingItem)
    .innerJoin(contractLine, ofItem(contractLine, billingItem.lineId))
    .innerJoin(
      service,
      and(eq(service.tenantId, contractLine.tenantId), eq(service.id, contractLine.serviceId)),
    )
    .where(
      and(
        eq(billingItem.tenantId, scope.tenantId),
        inArray(
          billingItem.id,
          page.map(({ id }) => id),
        ),
      ),
    );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return page.flatMap(({ id }) => {
    const found = byId.get(id);
    if (!found) return [];
    const { isOverridden, ...row } = found;
    const source = row.readingId ? "flexible-assets" : isOverridden ? "override" : "manual";
    const cost = row.unitCost && formatDecimal(decimal(row.unitCost, UNIT_PRICE_SCALE), UNIT_PRICE_SCALE, 2);
    return [
      {
        ...withAmount(row),
        unitCost: cost,
        source,
        isDue: row.invoiceOn <= filter.businessOn,
      } satisfies ReviewItem,
    ];
  });
}

type Named = typeof account | typeof contract | typeof contractLine;

function ofItem(table: Named, id: AnyPgColumn): SQL {
  return and(eq(table.tenantId, billingItem.tenantId), eq(table.id, id))!;
}

/** Looked up for each row: a join of a page with its accounts would read all accounts there are. */
function nameOf(table: typeof account | typeof contract, id: AnyPgColumn) {
  return sql<string>`(SELECT ${table.name} FROM ${table} WHERE ${ofItem(table, id)})`;
}

/** What one unit costs on the effective date: of equal dates, what was recorded last. */
function unitCost() {
  return sql<string | null>`(SELECT ${priceSegment.unitCost} FROM ${priceSegment}
    WHERE ${priceSegment.tenantId} = ${billingItem.tenantId} AND ${priceSegment.lineId} = ${billingItem.lineId}
      AND ${priceSegment.effectiveOn} <= ${billingItem.effectiveOn}
    ORDER BY ${priceSegment.effectiveOn} DESC, ${priceSegment.recordedAt} DESC LIMIT 1)::text`;
}

function overridden(db: Db) {
  return db
    .select({ one: sql`1` })
    .from(unitOverride)
    .where(
      sql`${unitOverride.tenantId} = ${billingItem.tenantId} AND ${unitOverride.lineId} = ${billingItem.lineId}
        AND ${unitOverride.withdrawnAt} IS NULL
        AND ${billingItem.effectiveOn} BETWEEN ${unitOverride.fromOn} AND ${unitOverride.throughOn}`,
    );
}

async function totalsOf(db: Db, where: SQL, businessOn: string): Promise<ReviewTotal[]> {
  const isDue = sql`${billingItem.invoiceOn} <= ${businessOn}::date`;
  const rows = await db
    .select({
      currency: billingItem.currency,
      items: sql<number>`count(*)::int`,
      minor: sql<string>`sum(${billingItem.amountMinor})::text`,
      dueItems: sql<number>`(count(*) FILTER (WHERE ${isDue}))::int`,
      dueMinor: sql<string>`coalesce(sum(${billingItem.amountMinor}) FILTER (WHERE ${isDue}), 0)::text`,
    })
    .from(billingItem)
    .where(where)
    .groupBy(billingItem.currency)
    .orderBy(billingItem.currency);
  return rows.map(({ currency, items, minor, dueItems, dueMinor }) => ({
    currency,
    items,
    amount: formatAmount(BigInt(minor), currency),
    dueItems,
    dueAmount: formatAmount(BigInt(dueMinor), currency),
  }));
}

function order({ column, direction }: ReviewFilter["sort"]): SQL[] {
  const by = direction === "asc" ? asc : desc;
  const sorted = {
    account: account.name,
    contract: contract.name,
    service: contractLine.name,
    effectiveOn: billingItem.effectiveOn,
    invoiceOn: billingItem.invoiceOn,
    amount: billingItem.amountMinor,
  }[column];
  return [by(sorted), by(billingItem.effectiveOn), by(billingItem.id)];
}
