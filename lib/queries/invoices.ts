import { and, asc, eq } from "drizzle-orm";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { documentBalances } from "@/db/document-balances";
import { account } from "@/db/schema/account";
import { charge } from "@/db/schema/billing";
import { contract } from "@/db/schema/contract";
import { type InvoiceKind, invoice, invoiceLine } from "@/db/schema/invoice";
import { tenant } from "@/db/schema/tenant";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { documentNumber } from "@/lib/domain/billing/document-number";
import { formatAmount } from "@/lib/domain/billing/money";
import { decimal, formatDecimal } from "@/lib/domain/decimal";
import { carriedForward } from "./carried-forward";
import { type LedgerRow, paymentsOf } from "./invoice-ledger";

const RATE_SCALE = 4;

export type InvoicePageLine = {
  id: string;
  lineId: string;
  serviceName: string;
  description: string;
  kind: "regular" | "proration" | "manual";
  /** A credit, of an earlier period or of this one: its amount lowers what the customer owes. */
  isCredit: boolean;
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

export type DocumentLink = { id: string; documentNumber: string };

/**
 * One invoice or credit note with everything that is printed on it. Amounts are major units as decimal text, in the sign
 * in which they are printed: those of a credit note stand in the table below zero and are printed above it.
 */
export type InvoicePage = {
  id: string;
  kind: InvoiceKind;
  number: number;
  /** The number with the tenant's prefix, as it is printed. */
  documentNumber: string;
  accountId: string;
  accountName: string;
  invoiceOn: string;
  dueOn: string;
  currency: string;
  net: string;
  tax: string;
  total: string;
  taxLines: { ratePercent: string; net: string; tax: string }[];
  tenantName: string;
  companyAddress: string;
  companyTaxNumber: string;
  footer: string;
  billingName: string;
  billingAddress: string | null;
  /** Whether `invoiceAppendix` has something to append. */
  hasAppendix: boolean;
  issuedAt: string;
  issuedBy: string;
  lines: InvoicePageLine[];
  /** Net credit of these accounts that was left open when it was issued; null where none was. */
  carriedForward: string | null;
  paid: string;
  /** What is open: of a credit note, what is still owed to the customer. Zero once it is void or credited. */
  open: string;
  openMinor: bigint;
  payments: LedgerRow[];
  isExported: boolean;
  voided: { at: string; by: string; reason: string } | null;
  /** The invoice that this credit note takes back. */
  credits: DocumentLink | null;
  /** The credit note that takes this invoice back. */
  creditedBy: DocumentLink | null;
};

/** One document as it is printed; null where this tenant has none of this id. */
export async function invoicePage(scope: TenantScope, invoiceId: string): Promise<InvoicePage | null> {
  return withTenant(scope, async (db) => {
    const balance = documentBalances(db, scope);
    const [found] = await db
      .select({
        invoice,
        accountName: account.name,
        tenantName: tenant.name,
        paidMinor: balance.paidMinor,
        openMinor: balance.openMinor,
        creditedById: balance.creditedById,
        isExported: balance.isExported,
      })
      .from(invoice)
      .innerJoin(account, and(eq(account.tenantId, invoice.tenantId), eq(account.id, invoice.accountId)))
      .innerJoin(tenant, eq(tenant.id, invoice.tenantId))
      .innerJoin(balance, eq(balance.id, invoice.id))
      .where(and(eq(invoice.tenantId, scope.tenantId), eq(invoice.id, invoiceId)));
    if (!found) return null;
    const { invoice: own } = found;
    const settings = await billingSettingsOf(db, scope);
    const printed = (minor: bigint) =>
      formatAmount(own.kind === "credit-note" ? -minor : minor, own.currency);
    const link = async (id: string | null): Promise<DocumentLink | null> => {
      if (id === null) return null;
      const isIt = and(eq(invoice.tenantId, scope.tenantId), eq(invoice.id, id));
      const [other] = await db
        .select({ kind: invoice.kind, number: invoice.number })
        .from(invoice)
        .where(isIt);
      return other ? { id, documentNumber: documentNumber(other, settings) } : null;
    };
    const rest = await carriedForward(db, scope, own);
    return {
      id: own.id,
      kind: own.kind,
      number: own.number,
      documentNumber: documentNumber(own, settings),
      accountId: own.accountId,
      accountName: found.accountName,
      invoiceOn: own.invoiceOn,
      dueOn: own.dueOn,
      currency: own.currency,
      net: printed(own.netMinor),
      tax: printed(own.taxMinor),
      total: printed(own.totalMinor),
      taxLines: own.taxLines.map(({ ratePercent, netMinor, taxMinor }) => ({
        ratePercent: shortRate(ratePercent),
        net: printed(BigInt(netMinor)),
        tax: printed(BigInt(taxMinor)),
      })),
      tenantName: found.tenantName,
      companyAddress: settings.companyAddress,
      companyTaxNumber: settings.companyTaxNumber,
      footer: settings.invoiceFooter,
      billingName: own.billingName,
      billingAddress: own.billingAddress,
      hasAppendix: own.hasAppendix,
      issuedAt: own.issuedAt,
      issuedBy: own.issuedBy,
      lines: await linesOf(db, scope, invoiceId, printed),
      carriedForward: rest === 0n ? null : formatAmount(rest, own.currency),
      paid: printed(BigInt(found.paidMinor)),
      open: printed(BigInt(found.openMinor)),
      openMinor: BigInt(found.openMinor),
      payments: await paymentsOf(db, scope, invoiceId, printed),
      isExported: found.isExported,
      voided:
        own.voidedAt === null
          ? null
          : { at: own.voidedAt, by: own.voidedBy ?? "", reason: own.voidReason ?? "" },
      credits: await link(own.creditsInvoiceId),
      creditedBy: await link(found.creditedById),
    };
  });
}

type Printed = (minor: bigint) => string;

async function linesOf(
  db: Db,
  scope: TenantScope,
  invoiceId: string,
  printed: Printed,
): Promise<InvoicePageLine[]> {
  const lines = await db
    .select({ line: invoiceLine, charge, contractName: contract.name })
    .from(invoiceLine)
    .innerJoin(charge, and(eq(charge.tenantId, invoiceLine.tenantId), eq(charge.id, invoiceLine.chargeId)))
    .innerJoin(contract, and(eq(contract.tenantId, charge.tenantId), eq(contract.id, charge.contractId)))
    .where(and(eq(invoiceLine.tenantId, scope.tenantId), eq(invoiceLine.invoiceId, invoiceId)))
    .orderBy(asc(invoiceLine.sortOrder));
  return lines.map(({ line, charge: billed, contractName }) => ({
    id: line.id,
    lineId: billed.lineId,
    serviceName: line.serviceName,
    description: line.description,
    kind: billed.kind,
    isCredit: billed.amountMinor < 0n,
    periodStartOn: billed.periodStartOn,
    periodEndOn: billed.periodEndOn,
    effectiveOn: billed.effectiveOn,
    units: billed.units,
    previousUnits: billed.previousUnits,
    unitPrice: billed.unitPrice,
    days: billed.days,
    periodDays: billed.periodDays,
    amount: printed(line.amountMinor),
    taxRatePercent: line.taxRatePercent === null ? null : shortRate(line.taxRatePercent),
    explanation: billed.explanation,
    readingId: billed.readingId,
    contractId: billed.contractId,
    contractName,
  }));
}

function shortRate(percent: string): string {
  return formatDecimal(decimal(percent, RATE_SCALE), RATE_SCALE);
}
