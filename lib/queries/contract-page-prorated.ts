import { and, asc, desc, eq, inArray } from "drizzle-orm";
import type { Db } from "@/db/database";
import { billingItem, charge } from "@/db/schema/billing";
import { contractLine } from "@/db/schema/contract";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { formatAmount } from "@/lib/domain/billing/money";

/** A proration of the contract, in review or posted (domain.md P5). */
export type ProratedRow = {
  id: string;
  lineId: string;
  lineName: string;
  status: "in-review" | "posted" | "invoiced";
  /** Where it was billed; a credit that was used in parts is on several. */
  invoices: { id: string; number: number }[];
  effectiveOn: string;
  periodStartOn: string;
  periodEndOn: string;
  previousUnits: string | null;
  units: string | null;
  /** The days it is for, of those of the whole period. */
  days: number;
  periodDays: number;
  amount: string;
  explanation: string;
  readingId: string | null;
};

export type Prorated = {
  /** The latest effective first. */
  rows: ProratedRow[];
  /** Whether there are older ones that were not asked for. */
  hasMore: boolean;
};

/** Prorated transactions of a contract, `limit` of them at most: those in review and those posted. */
export async function proratedOf(
  db: Db,
  scope: TenantScope,
  contractId: string,
  limit: number,
): Promise<Prorated> {
  const inReview = await db
    .select({ item: billingItem, lineName: contractLine.name })
    .from(billingItem)
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, billingItem.tenantId), eq(contractLine.id, billingItem.lineId)),
    )
    .where(
      and(
        eq(billingItem.tenantId, scope.tenantId),
        eq(billingItem.contractId, contractId),
        eq(billingItem.kind, "proration"),
      ),
    )
    .orderBy(desc(billingItem.effectiveOn), billingItem.id)
    .limit(limit + 1);
  const posted = await db
    .select({ item: charge, lineName: contractLine.name })
    .from(charge)
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, charge.tenantId), eq(contractLine.id, charge.lineId)),
    )
    .where(
      and(
        eq(charge.tenantId, scope.tenantId),
        eq(charge.contractId, contractId),
        eq(charge.kind, "proration"),
      ),
    )
    .orderBy(desc(charge.effectiveOn), charge.id)
    .limit(limit + 1);
  const invoices = await invoicesOf(
    db,
    scope,
    posted.map(({ item }) => item.id),
  );
  const rows = [
    ...inReview.map(({ item, lineName }) => proratedRow(item, lineName, "in-review", [])),
    ...posted.map(({ item, lineName }) => {
      const own = invoices.filter(({ chargeId }) => chargeId === item.id);
      return proratedRow(
        item,
        lineName,
        own.length > 0 ? "invoiced" : "posted",
        own.map(({ id, number }) => ({ id, number })),
      );
    }),
  ].sort((a, b) => b.effectiveOn.localeCompare(a.effectiveOn));
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

async function invoicesOf(
  db: Db,
  scope: TenantScope,
  chargeIds: string[],
): Promise<{ chargeId: string; id: string; number: number }[]> {
  if (chargeIds.length === 0) return [];
  return db
    .select({ chargeId: invoiceLine.chargeId, id: invoice.id, number: invoice.number })
    .from(invoiceLine)
    .innerJoin(
      invoice,
      and(eq(invoice.tenantId, invoiceLine.tenantId), eq(invoice.id, invoiceLine.invoiceId)),
    )
    .where(and(eq(invoiceLine.tenantId, scope.tenantId), inArray(invoiceLine.chargeId, chargeIds)))
    .orderBy(asc(invoice.number));
}

function proratedRow(
  item: typeof billingItem.$inferSelect | typeof charge.$inferSelect,
  lineName: string,
  status: ProratedRow["status"],
  invoices: ProratedRow["invoices"],
): ProratedRow {
  return {
    id: item.id,
    lineId: item.lineId,
    lineName,
    status,
    invoices,
    effectiveOn: item.effectiveOn,
    periodStartOn: item.periodStartOn,
    periodEndOn: item.periodEndOn,
    previousUnits: item.previousUnits,
    units: item.units,
    days: item.days,
    periodDays: item.periodDays,
    amount: formatAmount(item.amountMinor, item.currency),
    explanation: item.explanation,
    readingId: item.readingId,
  };
}
