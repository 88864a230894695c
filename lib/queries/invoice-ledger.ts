import { and, asc, desc, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { invoicePayment } from "@/db/schema/invoice";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** A row of the ledger; of a credit note, money given back. */
export type LedgerRow = {
  id: string;
  amount: string;
  receivedOn: string;
  reference: string;
  /** Why it takes a payment back; null for a payment. */
  reason: string | null;
  isTakenBack: boolean;
  recordedAt: string;
  recordedBy: string;
};

/**
 * The ledger of a document, the latest first; `printed` writes an amount in the sign in which it is printed. A payment that was taken back is named by the row that does so: its request is the payment's own id.
 */
export async function paymentsOf(
  db: Db,
  scope: TenantScope,
  invoiceId: string,
  printed: (minor: bigint) => string,
): Promise<LedgerRow[]> {
  const rows = await db
    .select()
    .from(invoicePayment)
    .where(and(eq(invoicePayment.tenantId, scope.tenantId), eq(invoicePayment.invoiceId, invoiceId)))
    .orderBy(desc(invoicePayment.recordedAt), asc(invoicePayment.id));
  const takenBack = new Set(rows.filter(({ reason }) => reason !== null).map(({ requestId }) => requestId));
  return rows.map(({ tenantId: _own, invoiceId: _invoice, requestId: _request, amountMinor, ...row }) => ({
    ...row,
    amount: printed(amountMinor),
    isTakenBack: takenBack.has(row.id),
  }));
}
