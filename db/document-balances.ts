import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { DocumentStatus } from "@/lib/domain/billing/document-status";
import type { Db } from "./database";
import { invoice, invoiceExport, invoicePayment } from "./schema/invoice";

/**
 * What is paid and open of every invoice and credit note, by `id`: the only place that says it. Minor units, as numeric
 * text. An invoice that is credited is settled by its credit note, which in turn owes the customer what had been paid;
 * money given back for a credit note is a payment below zero. Join it by id.
 */
export function documentBalances(db: Db, scope: TenantScope) {
  const own = eq(invoicePayment.tenantId, scope.tenantId);
  const paidOf = (name: string) =>
    db
      .select({
        invoiceId: invoicePayment.invoiceId,
        minor: sql<string>`sum(${invoicePayment.amountMinor})`.as(`${name}_minor`),
      })
      .from(invoicePayment)
      .where(own)
      .groupBy(invoicePayment.invoiceId)
      .as(name);
  const paid = paidOf("paid");
  const paidOfCredited = paidOf("paid_of_credited");
  const note = alias(invoice, "note");
  const exported = db
    .selectDistinct({ invoiceId: invoiceExport.invoiceId })
    .from(invoiceExport)
    .where(eq(invoiceExport.tenantId, scope.tenantId))
    .as("exported");
  const paidMinor = sql`coalesce(${paid.minor}, 0)`;
  return db
    .select({
      id: invoice.id,
      paidMinor: sql<string>`${paidMinor}`.as("paid_total"),
      creditedById: sql<string | null>`${note.id}`.as("credited_by_id"),
      isExported: sql<boolean>`${exported.invoiceId} IS NOT NULL`.as("is_exported"),
      openMinor: sql<string>`CASE
        WHEN ${invoice.voidedAt} IS NOT NULL OR ${note.id} IS NOT NULL THEN 0
        WHEN ${invoice.creditsInvoiceId} IS NOT NULL THEN -coalesce(${paidOfCredited.minor}, 0) - ${paidMinor}
        ELSE ${invoice.totalMinor} - ${paidMinor} END`.as("open_minor"),
    })
    .from(invoice)
    .leftJoin(paid, eq(paid.invoiceId, invoice.id))
    .leftJoin(paidOfCredited, eq(paidOfCredited.invoiceId, invoice.creditsInvoiceId))
    .leftJoin(
      note,
      and(eq(note.tenantId, invoice.tenantId), eq(note.creditsInvoiceId, invoice.id), isNull(note.voidedAt)),
    )
    .leftJoin(exported, eq(exported.invoiceId, invoice.id))
    .where(eq(invoice.tenantId, scope.tenantId))
    .as("balance");
}

type Balances = ReturnType<typeof documentBalances>;

/** `documentStatus` in SQL, over `invoice` joined with its balance. @param todayOn the tenant's business date. */
export function documentStatusSql(balance: Balances, todayOn: string): SQL<DocumentStatus> {
  return sql<DocumentStatus>`CASE
    WHEN ${invoice.voidedAt} IS NOT NULL THEN 'void'
    WHEN ${balance.creditedById} IS NOT NULL THEN 'credited'
    WHEN ${invoice.kind} = 'credit-note' THEN CASE WHEN ${balance.openMinor} < 0 THEN 'open' ELSE 'paid' END
    WHEN ${balance.openMinor} <= 0 THEN 'paid'
    WHEN ${invoice.dueOn} < ${todayOn}::date THEN 'overdue'
    ELSE 'open' END`;
}
