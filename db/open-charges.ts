import { and, eq, exists, isNotNull, isNull, not, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { Db } from "./database";
import { charge } from "./schema/billing";
import { invoice, invoiceLine } from "./schema/invoice";

/**
 * What of each charge stands on invoices and credit notes that are not void, in minor units: `amountMinor` (numeric text)
 * by `chargeId`. Charges on none have no row. Left-join it by charge id.
 */
export function documentedAmounts(db: Db, scope: TenantScope) {
  return db
    .select({
      chargeId: invoiceLine.chargeId,
      amountMinor: sql<string>`sum(${invoiceLine.amountMinor})`.as("documented_minor"),
    })
    .from(invoiceLine)
    .innerJoin(
      invoice,
      and(eq(invoice.tenantId, invoiceLine.tenantId), eq(invoice.id, invoiceLine.invoiceId)),
    )
    .where(and(eq(invoiceLine.tenantId, scope.tenantId), isNull(invoice.voidedAt)))
    .groupBy(invoiceLine.chargeId)
    .as("documented");
}

/** A charge that was not unposted, and is no mirror of one: only such a charge can be open (design.md 8). */
export function standsByItself(db: Db): SQL {
  const mirror = alias(charge, "mirror");
  const mirrored = db
    .select({ id: mirror.id })
    .from(mirror)
    .where(
      and(
        eq(mirror.tenantId, charge.tenantId),
        isNotNull(mirror.mirrorOfId),
        eq(mirror.mirrorOfId, charge.id),
      ),
    );
  return and(isNull(charge.mirrorOfId), not(exists(mirrored)))!;
}

/**
 * The same of one charge at a time, as `documented.minor` (null where it is on no document): for a few charges among many.
 * Left-join it `ON true`.
 */
export const documentedOfCharge: SQL = sql`LATERAL (
  SELECT sum(l.amount_minor) AS minor FROM invoice_line l
    JOIN invoice i ON i.tenant_id = l.tenant_id AND i.id = l.invoice_id
   WHERE l.tenant_id = ${charge.tenantId} AND l.charge_id = ${charge.id} AND i.voided_at IS NULL) AS documented`;
