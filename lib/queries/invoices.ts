import { and, asc, desc, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { charge } from "@/db/schema/billing";
import { contract } from "@/db/schema/contract";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import { tenant } from "@/db/schema/tenant";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount } from "@/lib/domain/billing/money";
import { decimal, formatDecimal } from "@/lib/domain/decimal";

/** Amounts are major units as decimal text. */
export type InvoiceRow = {
  id: string;
  number: number;
  accountId: string;
  accountName: string;
  invoiceOn: string;
  dueOn: string;
  currency: string;
  net: string;
  tax: string;
  total: string;
};

const RATE_SCALE = 4;

function invoiceRow(row: typeof invoice.$inferSelect, accountName: string): InvoiceRow {
  const amount = (minor: bigint) => formatAmount(minor, row.currency);
  return {
    id: row.id,
    number: row.number,
    accountId: row.accountId,
    accountName,
    invoiceOn: row.invoiceOn,
    dueOn: row.dueOn,
    currency: row.currency,
    net: amount(row.netMinor),
    tax: amount(row.taxMinor),
    total: amount(row.totalMinor),
  };
}

/** Finance > Invoices, the newest number first. */
export async function invoices(scope: TenantScope): Promise<InvoiceRow[]> {
  const rows = await withTenant(scope, (db) =>
    db
      .select({ invoice, accountName: account.name })
      .from(invoice)
      .innerJoin(account, and(eq(account.tenantId, invoice.tenantId), eq(account.id, invoice.accountId)))
      .where(eq(invoice.tenantId, scope.tenantId))
      .orderBy(desc(invoice.number)),
  );
  return rows.map((row) => invoiceRow(row.invoice, row.accountName));
}

export type InvoicePageLine = {
  id: string;
  serviceName: string;
  description: string;
  kind: "regular" | "proration" | "manual";
  periodStartOn: string;
  periodEndOn: string;
  effectiveOn: string;
  units: string | null;
  previousUnits: string | null;
  unitPrice: string | null;
  days: number;
  periodDays: number;
  amount: string;
  /** Percent as decimal text; null for what is not taxed. */
  taxRatePercent: string | null;
  explanation: string;
  readingId: string | null;
  contractId: string;
  contractName: string;
};

export type InvoicePage = InvoiceRow & {
  tenantName: string;
  billingName: string;
  billingAddress: string | null;
  issuedAt: string;
  issuedBy: string;
  lines: InvoicePageLine[];
  taxLines: { ratePercent: string; net: string; tax: string }[];
};

/** One invoice with everything that is printed on it; null where this tenant has none of this id. */
export async function invoicePage(scope: TenantScope, invoiceId: string): Promise<InvoicePage | null> {
  return withTenant(scope, async (db) => {
    const [found] = await db
      .select({ invoice, accountName: account.name, tenantName: tenant.name })
      .from(invoice)
      .innerJoin(account, and(eq(account.tenantId, invoice.tenantId), eq(account.id, invoice.accountId)))
      .innerJoin(tenant, eq(tenant.id, invoice.tenantId))
      .where(and(eq(invoice.tenantId, scope.tenantId), eq(invoice.id, invoiceId)));
    if (!found) return null;
    const lines = await db
      .select({ line: invoiceLine, charge, contractName: contract.name })
      .from(invoiceLine)
      .innerJoin(charge, and(eq(charge.tenantId, invoiceLine.tenantId), eq(charge.id, invoiceLine.chargeId)))
      .innerJoin(contract, and(eq(contract.tenantId, charge.tenantId), eq(contract.id, charge.contractId)))
      .where(and(eq(invoiceLine.tenantId, scope.tenantId), eq(invoiceLine.invoiceId, invoiceId)))
      .orderBy(asc(invoiceLine.sortOrder));
    const amount = (minor: bigint) => formatAmount(minor, found.invoice.currency);
    return {
      ...invoiceRow(found.invoice, found.accountName),
      tenantName: found.tenantName,
      billingName: found.invoice.billingName,
      billingAddress: found.invoice.billingAddress,
      issuedAt: found.invoice.issuedAt,
      issuedBy: found.invoice.issuedBy,
      taxLines: found.invoice.taxLines.map(({ ratePercent, netMinor, taxMinor }) => ({
        ratePercent: shortRate(ratePercent),
        net: amount(BigInt(netMinor)),
        tax: amount(BigInt(taxMinor)),
      })),
      lines: lines.map(({ line, charge: billed, contractName }) => ({
        id: line.id,
        serviceName: line.serviceName,
        description: line.description,
        kind: billed.kind,
        periodStartOn: billed.periodStartOn,
        periodEndOn: billed.periodEndOn,
        effectiveOn: billed.effectiveOn,
        units: billed.units,
        previousUnits: billed.previousUnits,
        unitPrice: billed.unitPrice,
        days: billed.days,
        periodDays: billed.periodDays,
        amount: amount(line.amountMinor),
        taxRatePercent: line.taxRatePercent === null ? null : shortRate(line.taxRatePercent),
        explanation: billed.explanation,
        readingId: billed.readingId,
        contractId: billed.contractId,
        contractName,
      })),
    };
  });
}

function shortRate(percent: string): string {
  return formatDecimal(decimal(percent, RATE_SCALE), RATE_SCALE);
}
