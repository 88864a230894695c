import { and, asc, eq, inArray } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { type BillingSettings, billingSettingsOf } from "@/db/billing-settings-of";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { charge } from "@/db/schema/billing";
import { contract, contractLine } from "@/db/schema/contract";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import { service } from "@/db/schema/service";
import { documentNumber } from "@/lib/domain/billing/document-number";
import { TAX_RATE_SCALE } from "@/lib/domain/billing/invoice";
import { decimal, formatDecimal } from "@/lib/domain/decimal";
import type { ExportedDocument, ExportedLine } from "@/lib/domain/exports/exported-document";
import { grouped } from "@/lib/domain/grouped";
import type { CommandContext } from "../context";

/** A document of the tenant as it is exported, and whether it is void; locked, so that nobody voids it meanwhile. */
export type DocumentToExport = ExportedDocument & { isVoid: boolean };

/** These documents, invoices before credit notes and each by number; ids of no document of the tenant are left out. */
export async function documentsToExport(
  db: Db,
  ctx: CommandContext,
  ids: readonly string[],
): Promise<DocumentToExport[]> {
  const { tenantId } = ctx.scope;
  const isThese = and(eq(invoice.tenantId, tenantId), inArray(invoice.id, [...ids]));
  // In the order of ids, so that two exports never wait for each other.
  await db.select({ id: invoice.id }).from(invoice).where(isThese).orderBy(asc(invoice.id)).for("update");
  const settings = await billingSettingsOf(db, ctx.scope);
  const credited = alias(invoice, "credited");
  const rows = await db
    .select({
      document: invoice,
      customer: account,
      credited: { kind: credited.kind, number: credited.number },
    })
    .from(invoice)
    .innerJoin(account, and(eq(account.tenantId, invoice.tenantId), eq(account.id, invoice.accountId)))
    .leftJoin(
      credited,
      and(eq(credited.tenantId, invoice.tenantId), eq(credited.id, invoice.creditsInvoiceId)),
    )
    .where(isThese);
  const lines = await linesOf(db, ctx, ids);
  return rows
    .map(({ document, customer, credited: taken }) => ({
      ...documentOf(document, customer, settings),
      creditsNumber: taken === null ? null : documentNumber(taken, settings),
      lines: lines.get(document.id) ?? [],
      order: document.number,
    }))
    .sort((a, b) => (a.kind === b.kind ? a.order - b.order : a.kind === "invoice" ? -1 : 1))
    .map(({ order: _by, ...document }) => document);
}

function documentOf(
  document: typeof invoice.$inferSelect,
  customer: typeof account.$inferSelect,
  settings: BillingSettings,
) {
  return {
    id: document.id,
    kind: document.kind,
    number: documentNumber(document, settings),
    customerName: customer.name,
    billingName: document.billingName,
    billingAddress: document.billingAddress,
    emails: customer.invoiceEmails,
    currency: document.currency,
    invoiceOn: document.invoiceOn,
    dueOn: document.dueOn,
    netMinor: document.netMinor,
    taxMinor: document.taxMinor,
    totalMinor: document.totalMinor,
    isVoid: document.voidedAt !== null,
  };
}

async function linesOf(
  db: Db,
  ctx: CommandContext,
  ids: readonly string[],
): Promise<Map<string, ExportedLine[]>> {
  const rows = await db
    .select({
      line: invoiceLine,
      charge,
      contractName: contract.name,
      incomeAccount: service.incomeAccount,
    })
    .from(invoiceLine)
    .innerJoin(charge, and(eq(charge.tenantId, invoiceLine.tenantId), eq(charge.id, invoiceLine.chargeId)))
    .innerJoin(contract, and(eq(contract.tenantId, charge.tenantId), eq(contract.id, charge.contractId)))
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, charge.tenantId), eq(contractLine.id, charge.lineId)),
    )
    .innerJoin(
      service,
      and(eq(service.tenantId, contractLine.tenantId), eq(service.id, contractLine.serviceId)),
    )
    .where(and(eq(invoiceLine.tenantId, ctx.scope.tenantId), inArray(invoiceLine.invoiceId, [...ids])))
    .orderBy(asc(invoiceLine.sortOrder));
  const byInvoice = grouped(rows, ({ line }) => line.invoiceId);
  return new Map(
    [...byInvoice].map(([id, own]) => [
      id,
      own.map(({ line, charge: billed, contractName, incomeAccount }) => ({
        kind: billed.kind,
        contractName,
        serviceName: line.serviceName,
        incomeAccount,
        description: line.description,
        periodStartOn: billed.periodStartOn,
        periodEndOn: billed.periodEndOn,
        units: billed.units,
        unitPrice: billed.unitPrice,
        days: billed.days,
        periodDays: billed.periodDays,
        amountMinor: line.amountMinor,
        chargedMinor: billed.amountMinor,
        taxRatePercent: line.taxRatePercent === null ? null : shortRate(line.taxRatePercent),
      })),
    ]),
  );
}

/** "20.0000" as "20": names of taxes are kept by the shortest text. */
function shortRate(percent: string): string {
  return formatDecimal(decimal(percent, TAX_RATE_SCALE), TAX_RATE_SCALE);
}
