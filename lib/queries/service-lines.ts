import { and, asc, count, desc, eq, ilike, inArray, or, type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { contract, contractLine, lineTerms, priceSegment } from "@/db/schema/contract";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { type ServiceUse, serviceUses } from "@/lib/domain/counting/service-use";
import { lineFigures } from "./line-figures";

export type ServiceLineSort = "account" | "contract" | "name" | "startOn" | "endOn";

export type ServiceLineFilter = {
  /** Looked for in account, contract and line. */
  query: string;
  states: readonly ("current" | "ended")[];
  excluded: readonly ("yes" | "no")[];
  sort: { by: ServiceLineSort; direction: "asc" | "desc" };
  pageIndex: number;
  pageSize: number;
  /** The tenant's business date: what the figures stand for. */
  businessOn: string;
};

/** A contract line that bills the service (domain.md 4.5); prices and units are decimal text. */
export type ServiceLineRow = {
  id: string;
  version: number;
  name: string;
  isExcluded: boolean;
  startOn: string;
  endOn: string | null;
  accountId: string;
  accountName: string;
  contractId: string;
  contractName: string;
  contractStatus: "active" | "inactive";
  currency: string;
  /** The price in force on the business date, or on the line's first day; null before there is any. */
  price: LinePrice | null;
  /** The next one that is agreed already. */
  nextPrice: LinePrice | null;
  /** Null while the line is not billable. */
  billedUnits: string | null;
};

export type LinePrice = { effectiveOn: string; unitPrice: string; unitCost: string | null };

export type ServiceLines = {
  rows: ServiceLineRow[];
  rowCount: number;
  /** Different things that lines of this service count, ended lines left out; more than one is ambiguous on invoices. */
  uses: ServiceUse[];
};

/** Related contract lines of a service, searched, sorted and paged by the database. */
export async function serviceLines(
  scope: TenantScope,
  serviceId: string,
  filter: ServiceLineFilter,
): Promise<ServiceLines> {
  const isOfService = and(eq(contractLine.tenantId, scope.tenantId), eq(contractLine.serviceId, serviceId));
  const passes = and(isOfService, ...conditions(filter));
  return withTenant(scope, async (db) => {
    const found = await db
      .select({ line: contractLine, contract, accountName: account.name, lastOn: LAST_ON })
      .from(contractLine)
      .innerJoin(contract, IS_ITS_CONTRACT)
      .innerJoin(account, IS_ITS_ACCOUNT)
      .where(passes)
      .orderBy(...order(filter.sort))
      .limit(filter.pageSize)
      .offset(filter.pageIndex * filter.pageSize);
    const [passing] = await db
      .select({ rowCount: count() })
      .from(contractLine)
      .innerJoin(contract, IS_ITS_CONTRACT)
      .innerJoin(account, IS_ITS_ACCOUNT)
      .where(passes);
    return {
      rows: await withFigures(db, scope, found, filter.businessOn),
      rowCount: passing?.rowCount ?? 0,
      uses: await usesOf(db, scope, and(isOfService, isEnded(filter.businessOn, false))),
    };
  });
}

const IS_ITS_CONTRACT = and(
  eq(contract.tenantId, contractLine.tenantId),
  eq(contract.id, contractLine.contractId),
);
const IS_ITS_ACCOUNT = and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId));

/** The last billed day of a line: its own or its contract's, whichever comes first. */
const LAST_ON = sql<string | null>`least(${contractLine.endOn}, ${contract.endOn})`;

function isEnded(on: string, isWanted: boolean): SQL {
  const ended = sql`coalesce(${LAST_ON} < ${on}::date, false)`;
  return isWanted ? ended : sql`NOT ${ended}`;
}

type Found = {
  line: typeof contractLine.$inferSelect;
  contract: typeof contract.$inferSelect;
  accountName: string;
  lastOn: string | null;
};

async function withFigures(
  db: Db,
  scope: TenantScope,
  found: Found[],
  on: string,
): Promise<ServiceLineRow[]> {
  const lines = found.map(({ line, contract }) => ({ id: line.id, currency: contract.currency }));
  const figures = await lineFigures(db, scope, lines, on);
  const prices = await pricesOf(
    db,
    scope,
    lines.map(({ id }) => id),
  );
  return found.map(({ line, contract, accountName, lastOn }) => {
    const day = line.startOn > on ? line.startOn : on;
    const own = prices.filter(({ lineId }) => lineId === line.id);
    const nextOn = own.find(({ effectiveOn }) => effectiveOn > day)?.effectiveOn;
    return {
      id: line.id,
      version: line.version,
      name: line.name,
      isExcluded: line.isExcludedFromBulkChanges,
      startOn: line.startOn,
      endOn: lastOn,
      accountId: contract.accountId,
      accountName,
      contractId: contract.id,
      contractName: contract.name,
      contractStatus: contract.status,
      currency: contract.currency,
      price: shownPrice(own.findLast(({ effectiveOn }) => effectiveOn <= day)),
      nextPrice: shownPrice(own.findLast(({ effectiveOn }) => effectiveOn === nextOn)),
      billedUnits: figures.get(line.id)?.billedUnits ?? null,
    };
  });
}

/** By day, and within a day in the order they were recorded: the last one of a day is in force. */
async function pricesOf(db: Db, scope: TenantScope, lineIds: string[]) {
  return db
    .select({
      lineId: priceSegment.lineId,
      effectiveOn: priceSegment.effectiveOn,
      unitPrice: priceSegment.unitPrice,
      unitCost: priceSegment.unitCost,
    })
    .from(priceSegment)
    .where(and(eq(priceSegment.tenantId, scope.tenantId), inArray(priceSegment.lineId, lineIds)))
    .orderBy(asc(priceSegment.effectiveOn), asc(priceSegment.recordedAt));
}

function shownPrice(segment: LinePrice | undefined): LinePrice | null {
  if (!segment) return null;
  const { effectiveOn, unitPrice, unitCost } = segment;
  return { effectiveOn, unitPrice, unitCost };
}

/** What the lines count by their newest terms. */
async function usesOf(db: Db, scope: TenantScope, isAmong: SQL | undefined): Promise<ServiceUse[]> {
  const newest = await db
    .selectDistinctOn([lineTerms.lineId], { rule: lineTerms.countRule, inWords: lineTerms.ruleInWords })
    .from(lineTerms)
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, lineTerms.tenantId), eq(contractLine.id, lineTerms.lineId)),
    )
    .innerJoin(contract, IS_ITS_CONTRACT)
    .where(and(eq(lineTerms.tenantId, scope.tenantId), isAmong))
    .orderBy(lineTerms.lineId, desc(lineTerms.termsVersion));
  return serviceUses(
    newest.flatMap(({ rule, inWords }) => (rule === null ? [] : [{ rule, inWords: inWords ?? "" }])),
  );
}

function conditions({ query, states, excluded, businessOn }: ServiceLineFilter): (SQL | undefined)[] {
  const wanted = query.trim();
  // Typed % and _ are letters to look for, not wildcards.
  const pattern = `%${wanted.replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`;
  return [
    wanted === ""
      ? undefined
      : or(ilike(account.name, pattern), ilike(contract.name, pattern), ilike(contractLine.name, pattern)),
    states.length === 1 ? isEnded(businessOn, states[0] === "ended") : undefined,
    excluded.length === 1 ? eq(contractLine.isExcludedFromBulkChanges, excluded[0] === "yes") : undefined,
  ];
}

function order({ by, direction }: ServiceLineFilter["sort"]): SQL[] {
  const way = direction === "desc" ? desc : asc;
  const columns = {
    account: sql`lower(${account.name})`,
    contract: sql`lower(${contract.name})`,
    name: sql`lower(${contractLine.name})`,
    startOn: contractLine.startOn,
    endOn: LAST_ON,
  };
  return [
    way(columns[by]),
    asc(sql`lower(${account.name})`),
    asc(contract.contractNumber),
    asc(contractLine.id),
  ];
}
