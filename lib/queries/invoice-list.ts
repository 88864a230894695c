import { and, asc, count, desc, eq, ilike, inArray, or, type SQL, sql } from "drizzle-orm";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { documentBalances, documentStatusSql } from "@/db/document-balances";
import { account } from "@/db/schema/account";
import { type InvoiceKind, invoice } from "@/db/schema/invoice";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { documentNumber } from "@/lib/domain/billing/document-number";
import { DOCUMENT_STATUSES, type DocumentStatus } from "@/lib/domain/billing/document-status";
import { formatAmount } from "@/lib/domain/billing/money";

export const INVOICE_SORTS = ["number", "account", "invoiceOn", "dueOn", "total", "open", "status"] as const;
export type InvoiceSort = (typeof INVOICE_SORTS)[number];

/** What the list can be narrowed to: a status, or that it left for accounting. */
export const INVOICE_STATES = [...DOCUMENT_STATUSES, "exported"] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

/** Empty lists filter nothing. */
export type InvoiceFilter = {
  /** Part of the number, with or without its prefix, or of the account's name. */
  search: string;
  kinds: readonly InvoiceKind[];
  states: readonly InvoiceState[];
  accountIds: readonly string[];
  /** Months of the invoice date, "2026-06". */
  months: readonly string[];
  sort: { column: InvoiceSort; direction: "asc" | "desc" };
  pageIndex: number;
  pageSize: number;
  /** The tenant's business date: what is overdue depends on it. */
  todayOn: string;
};

/** Amounts are major units as decimal text, signed as stored: credit notes lower the totals. */
export type InvoiceRow = {
  id: string;
  kind: InvoiceKind;
  documentNumber: string;
  accountId: string;
  accountName: string;
  invoiceOn: string;
  dueOn: string;
  currency: string;
  total: string;
  /** What the customer still owes of it; below zero, what is owed to the customer. */
  open: string;
  status: DocumentStatus;
  isExported: boolean;
};

export type InvoiceList = {
  rows: InvoiceRow[];
  rowCount: number;
  /** Over all pages, without what is void. */
  totals: { currency: string; total: string; open: string }[];
  /** What can be filtered by: accounts that have documents, and the months of their dates, newest first. */
  choices: { accounts: { id: string; name: string }[]; months: string[] };
};

/** Finance > Invoices: invoices and credit notes, filtered, sorted and paged by the database. */
export async function invoiceList(scope: TenantScope, filter: InvoiceFilter): Promise<InvoiceList> {
  return withTenant(scope, async (db) => {
    const settings = await billingSettingsOf(db, scope);
    const balance = documentBalances(db, scope);
    const status = documentStatusSql(balance, filter.todayOn);
    const printed = sql<string>`(CASE ${invoice.kind} WHEN 'invoice' THEN ${settings.invoiceNumberPrefix}::text
      ELSE ${settings.creditNoteNumberPrefix}::text END || ${invoice.number})`;
    const isAccount = and(eq(account.tenantId, invoice.tenantId), eq(account.id, invoice.accountId));
    const passes = and(
      eq(invoice.tenantId, scope.tenantId),
      matches(filter.search, printed),
      filter.kinds.length > 0 ? inArray(invoice.kind, [...filter.kinds]) : undefined,
      isInState(filter.states, status, balance.isExported),
      filter.accountIds.length > 0 ? inArray(invoice.accountId, [...filter.accountIds]) : undefined,
      filter.months.length > 0
        ? inArray(sql`to_char(${invoice.invoiceOn}, 'YYYY-MM')`, [...filter.months])
        : undefined,
    );
    const rows = await db
      .select({
        ...{ id: invoice.id, kind: invoice.kind, number: invoice.number, accountId: invoice.accountId },
        ...{ accountName: account.name, invoiceOn: invoice.invoiceOn, dueOn: invoice.dueOn },
        ...{ currency: invoice.currency, totalMinor: invoice.totalMinor, openMinor: balance.openMinor },
        status: status.as("status"),
        isExported: balance.isExported,
      })
      .from(invoice)
      .innerJoin(account, isAccount)
      .innerJoin(balance, eq(balance.id, invoice.id))
      .where(passes)
      .orderBy(...orderOf(filter.sort, status, sql`${balance.openMinor}`))
      .limit(filter.pageSize)
      .offset(filter.pageIndex * filter.pageSize);
    const sums = await db
      .select({
        currency: invoice.currency,
        rows: count(),
        totalMinor: sql<string>`coalesce(sum(${invoice.totalMinor}) FILTER (WHERE ${invoice.voidedAt} IS NULL), 0)::text`,
        openMinor: sql<string>`coalesce(sum(${balance.openMinor}), 0)::text`,
      })
      .from(invoice)
      .innerJoin(account, isAccount)
      .innerJoin(balance, eq(balance.id, invoice.id))
      .where(passes)
      .groupBy(invoice.currency)
      .orderBy(asc(invoice.currency));
    return {
      rows: rows.map(({ number, totalMinor, openMinor, ...row }) => ({
        ...row,
        documentNumber: documentNumber({ kind: row.kind, number }, settings),
        total: formatAmount(totalMinor, row.currency),
        open: formatAmount(BigInt(openMinor), row.currency),
      })),
      rowCount: sums.reduce((total, sum) => total + sum.rows, 0),
      totals: sums.map(({ currency, totalMinor, openMinor }) => ({
        currency,
        total: formatAmount(BigInt(totalMinor), currency),
        open: formatAmount(BigInt(openMinor), currency),
      })),
      choices: await choicesOf(db, scope),
    };
  });
}

/** Typed % and _ are letters to look for, not wildcards. */
function matches(search: string, printed: SQL): SQL | undefined {
  const wanted = search.trim();
  if (wanted === "") return undefined;
  const pattern = `%${wanted.replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`;
  return or(ilike(printed, pattern), ilike(account.name, pattern));
}

function isInState(
  states: readonly InvoiceState[],
  status: SQL<DocumentStatus>,
  isExported: SQL.Aliased<boolean>,
): SQL | undefined {
  if (states.length === 0) return undefined;
  const statuses = states.filter((state) => state !== "exported");
  return or(
    statuses.length > 0 ? inArray(status, [...statuses]) : undefined,
    states.includes("exported") ? sql`${isExported}` : undefined,
  );
}

function orderOf({ column, direction }: InvoiceFilter["sort"], status: SQL, open: SQL): SQL[] {
  const way = direction === "desc" ? desc : asc;
  const by: Record<InvoiceSort, SQL[]> = {
    number: [way(invoice.kind), way(invoice.number)],
    account: [way(sql`lower(${account.name})`)],
    invoiceOn: [way(invoice.invoiceOn), way(invoice.issuedAt)],
    dueOn: [way(invoice.dueOn)],
    total: [way(invoice.totalMinor)],
    open: [way(open)],
    status: [way(status)],
  };
  return [...by[column], desc(invoice.issuedAt), desc(invoice.kind), desc(invoice.number)];
}

async function choicesOf(db: Db, scope: TenantScope): Promise<InvoiceList["choices"]> {
  const own = eq(invoice.tenantId, scope.tenantId);
  const accounts = await db
    .selectDistinct({ id: account.id, name: account.name })
    .from(invoice)
    .innerJoin(account, and(eq(account.tenantId, invoice.tenantId), eq(account.id, invoice.accountId)))
    .where(own)
    .orderBy(asc(account.name), asc(account.id));
  const month = sql<string>`to_char(${invoice.invoiceOn}, 'YYYY-MM')`;
  const months = await db
    .selectDistinct({ month: month.as("month") })
    .from(invoice)
    .where(own)
    .orderBy(sql`month DESC`);
  return { accounts, months: months.map((row) => row.month) };
}
