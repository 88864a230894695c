import { and, asc, count, desc, eq, ilike, inArray, or, type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { contract, contractLine } from "@/db/schema/contract";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { BillingCycle } from "@/lib/domain/billing/billing-period";
import { formatAmount, sumMinor } from "@/lib/domain/billing/money";
import { cycleInForce } from "@/lib/domain/billing/next-period";
import { cycleOn } from "./cycle-on";
import { lineFigures } from "./line-figures";

export type ContractRow = {
  id: string;
  contractNumber: number;
  name: string;
  referenceNumber: string;
  accountId: string;
  accountName: string;
  status: "active" | "inactive";
  billingCycle: BillingCycle;
  startOn: string;
  endOn: string | null;
  currency: string;
  lines: number;
  /** Sum of all lines for one whole period as they stand today, in major units. */
  pricePerPeriod: string;
};

export const CONTRACT_SORTS = ["contractNumber", "name", "account", "startOn", "endOn", "status"] as const;
export type ContractSort = (typeof CONTRACT_SORTS)[number];

export type ContractFilter = {
  query: string;
  accountIds: readonly string[];
  statuses: readonly ("active" | "inactive")[];
  billingCycles: readonly BillingCycle[];
  sort: { by: ContractSort; direction: "asc" | "desc" };
  pageIndex: number;
  pageSize: number;
  /** Today on the tenant's server. */
  businessOn: string;
};

export type ContractList = {
  rows: ContractRow[];
  rowCount: number;
  /** Accounts with contracts, to filter by. */
  accounts: { id: string; name: string }[];
};

/** Finance > Contracts, searched, filtered by account, sorted and paged by the database. */
export async function contractList(scope: TenantScope, filter: ContractFilter): Promise<ContractList> {
  return withTenant(scope, async (db) => {
    const isOfAccount = and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId));
    const passes = and(eq(contract.tenantId, scope.tenantId), ...conditions(filter));
    const found = await db
      .select({ contract, accountName: account.name })
      .from(contract)
      .innerJoin(account, isOfAccount)
      .where(passes)
      .orderBy(...order(filter.sort))
      .limit(filter.pageSize)
      .offset(filter.pageIndex * filter.pageSize);
    const [passing] = await db
      .select({ rowCount: count() })
      .from(contract)
      .innerJoin(account, isOfAccount)
      .where(passes);
    const accounts = await db
      .selectDistinct({ id: account.id, name: account.name })
      .from(contract)
      .innerJoin(account, isOfAccount)
      .where(eq(contract.tenantId, scope.tenantId))
      .orderBy(asc(account.name));
    const prices = await pricesOf(
      db,
      scope,
      found.map((row) => row.contract),
      filter.businessOn,
    );
    return {
      rows: found.map(({ contract: row, accountName }) => ({
        id: row.id,
        contractNumber: row.contractNumber,
        name: row.name,
        referenceNumber: row.referenceNumber,
        accountId: row.accountId,
        accountName,
        status: row.status,
        billingCycle: cycleInForce(row, filter.businessOn).billingCycle,
        startOn: row.startOn,
        endOn: row.endOn,
        currency: row.currency,
        ...prices.get(row.id)!,
      })),
      rowCount: passing?.rowCount ?? 0,
      accounts,
    };
  });
}

async function pricesOf(
  db: Db,
  scope: TenantScope,
  contracts: (typeof contract.$inferSelect)[],
  on: string,
): Promise<Map<string, { lines: number; pricePerPeriod: string }>> {
  if (contracts.length === 0) return new Map();
  const lines = await db
    .select({
      id: contractLine.id,
      contractId: contractLine.contractId,
      startOn: contractLine.startOn,
      endOn: contractLine.endOn,
    })
    .from(contractLine)
    .where(
      and(
        eq(contractLine.tenantId, scope.tenantId),
        inArray(
          contractLine.contractId,
          contracts.map(({ id }) => id),
        ),
      ),
    );
  const currencies = new Map(contracts.map(({ id, currency }) => [id, currency]));
  const figures = await lineFigures(
    db,
    scope,
    lines.map(({ id, contractId }) => ({ id, currency: currencies.get(contractId)! })),
    on,
  );
  return new Map(
    contracts.map(({ id, currency }) => {
      const own = lines.filter((line) => line.contractId === id && (line.endOn === null || line.endOn >= on));
      const total = sumMinor(own.map((line) => figures.get(line.id)?.extendedMinor ?? 0n));
      return [id, { lines: own.length, pricePerPeriod: formatAmount(total, currency) }];
    }),
  );
}

function conditions({
  query,
  accountIds,
  statuses,
  billingCycles,
  businessOn,
}: ContractFilter): (SQL | undefined)[] {
  const wanted = query.trim();
  // Typed % and _ are letters to look for, not wildcards.
  const pattern = `%${wanted.replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`;
  return [
    wanted === ""
      ? undefined
      : or(
          ilike(contract.name, pattern),
          ilike(contract.referenceNumber, pattern),
          ilike(account.name, pattern),
          sql`${contract.contractNumber}::text = ${wanted.replace(/^#/, "")}`,
        ),
    accountIds.length > 0 ? inArray(contract.accountId, [...accountIds]) : undefined,
    statuses.length > 0 ? inArray(contract.status, [...statuses]) : undefined,
    billingCycles.length > 0 ? inArray(cycleOn(businessOn), [...billingCycles]) : undefined,
  ];
}

function order({ by, direction }: ContractFilter["sort"]): SQL[] {
  const way = direction === "desc" ? desc : asc;
  const columns = {
    contractNumber: contract.contractNumber,
    name: sql`lower(${contract.name})`,
    account: sql`lower(${account.name})`,
    startOn: contract.startOn,
    endOn: contract.endOn,
    status: contract.status,
  };
  return [way(columns[by]), asc(contract.contractNumber)];
}
