import { and, asc, count, desc, eq, ilike, inArray, or, type SQL, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { contractLine } from "@/db/schema/contract";
import { service } from "@/db/schema/service";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { type ServiceWords, serviceWords, type WordColumn } from "./service-words";

export type ServiceRow = {
  id: string;
  version: number;
  name: string;
  description: string;
  category: string;
  subCategory: string;
  unitOfMeasure: string;
  /** Decimal text in the tenant's currency. */
  unitPrice: string;
  unitCost: string | null;
  /** Accounts of the ledger, in its own words; "" where none is set. */
  incomeAccount: string;
  expenseAccount: string;
  isTaxable: boolean;
  isActive: boolean;
  /** Service lines that use it, ended ones included. */
  lines: number;
};

export const SERVICE_SORTS = ["name", "category", "unitPrice", "unitCost", "lines", "status"] as const;
export type ServiceSort = (typeof SERVICE_SORTS)[number];

/** Each filter narrows what the others leave; the values within one widen it. Empty lists filter nothing. */
export type ServiceFilter = {
  /** Looked for in name and description. */
  query: string;
  categories: readonly string[];
  subCategories: readonly string[];
  unitsOfMeasure: readonly string[];
  incomeAccounts: readonly string[];
  expenseAccounts: readonly string[];
  statuses: readonly ("active" | "inactive")[];
  taxable: readonly ("yes" | "no")[];
  sort: { by: ServiceSort; direction: "asc" | "desc" };
  pageIndex: number;
  pageSize: number;
};

export type ServiceList = {
  rows: ServiceRow[];
  /** Services that pass search and filters, on all pages. */
  rowCount: number;
  /** Every word there is, to filter by. */
  words: ServiceWords;
};

/** Admin > Finance > Services, searched, sorted and paged by the database. */
export async function serviceList(scope: TenantScope, filter: ServiceFilter): Promise<ServiceList> {
  return withTenant(scope, async (db) => {
    const passes = and(eq(service.tenantId, scope.tenantId), ...conditions(filter));
    const uses = usesOf(db, scope);
    const rows = await db
      .select({ service, lines: sql<number>`coalesce(${uses.lines}, 0)::int` })
      .from(service)
      .leftJoin(uses, eq(uses.serviceId, service.id))
      .where(passes)
      .orderBy(...order(filter.sort, sql`coalesce(${uses.lines}, 0)`))
      .limit(filter.pageSize)
      .offset(filter.pageIndex * filter.pageSize);
    const [passing] = await db.select({ rowCount: count() }).from(service).where(passes);
    return {
      rows: rows.map(({ service: row, lines }) => ({ ...shown(row), lines })),
      rowCount: passing?.rowCount ?? 0,
      words: await serviceWords(db, scope),
    };
  });
}

export type ServiceForm = { service: ServiceRow | null; words: ServiceWords };

/** One service for its form, with the words others use; `service` is null where this tenant has none of this id. */
export async function serviceForm(scope: TenantScope, serviceId: string | null): Promise<ServiceForm> {
  return withTenant(scope, async (db) => {
    const uses = usesOf(db, scope);
    const [found] =
      serviceId === null
        ? []
        : await db
            .select({ service, lines: sql<number>`coalesce(${uses.lines}, 0)::int` })
            .from(service)
            .leftJoin(uses, eq(uses.serviceId, service.id))
            .where(and(eq(service.tenantId, scope.tenantId), eq(service.id, serviceId)));
    return {
      service: found ? { ...shown(found.service), lines: found.lines } : null,
      words: await serviceWords(db, scope),
    };
  });
}

function usesOf(db: Db, scope: TenantScope) {
  return db
    .select({ serviceId: contractLine.serviceId, lines: sql<number>`count(*)`.as("lines") })
    .from(contractLine)
    .where(eq(contractLine.tenantId, scope.tenantId))
    .groupBy(contractLine.serviceId)
    .as("uses");
}

function shown({ tenantId: _own, createdAt: _unseen, ...row }: typeof service.$inferSelect) {
  return row;
}

function conditions(filter: ServiceFilter): (SQL | undefined)[] {
  const { statuses, taxable } = filter;
  const wanted = filter.query.trim();
  // Typed % and _ are letters to look for, not wildcards.
  const pattern = `%${wanted.replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`;
  return [
    wanted === "" ? undefined : or(ilike(service.name, pattern), ilike(service.description, pattern)),
    anyOf(service.category, filter.categories),
    anyOf(service.subCategory, filter.subCategories),
    anyOf(service.unitOfMeasure, filter.unitsOfMeasure),
    anyOf(service.incomeAccount, filter.incomeAccounts),
    anyOf(service.expenseAccount, filter.expenseAccounts),
    statuses.length === 1 ? eq(service.isActive, statuses[0] === "active") : undefined,
    taxable.length === 1 ? eq(service.isTaxable, taxable[0] === "yes") : undefined,
  ];
}

function anyOf(column: WordColumn, wanted: readonly string[]): SQL | undefined {
  return wanted.length > 0 ? inArray(column, [...wanted]) : undefined;
}

function order({ by, direction }: ServiceFilter["sort"], lines: SQL): SQL[] {
  const way = direction === "desc" ? desc : asc;
  const columns = {
    name: sql`lower(${service.name})`,
    category: sql`lower(${service.category})`,
    unitPrice: service.unitPrice,
    unitCost: service.unitCost,
    status: service.isActive,
    lines,
  };
  return [way(columns[by]), asc(sql`lower(${service.name})`), asc(service.id)];
}
