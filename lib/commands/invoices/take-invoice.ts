import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { documentBalances } from "@/db/document-balances";
import { charge } from "@/db/schema/billing";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

export type TakenInvoice = typeof invoice.$inferSelect & {
  openMinor: bigint;
  paidMinor: bigint;
  isExported: boolean;
  creditedById: string | null;
};

/**
 * Holds an issued document for the rest of the transaction, with the accounts of all charges on it (a consolidated one has
 * several), and answers how it stands. Accounts come first, as in every run, so that nothing waits in a circle; an export
 * or payment of it that is under way is waited for.
 * @throws CommandRefused "not-found".
 */
export async function takeInvoice(db: Db, ctx: CommandContext, invoiceId: string): Promise<TakenInvoice> {
  const { tenantId } = ctx.scope;
  const isThis = and(eq(invoice.tenantId, tenantId), eq(invoice.id, invoiceId));
  const [found] = await db.select({ accountId: invoice.accountId }).from(invoice).where(isThis);
  if (!found) throw new CommandRefused("not-found", { what: "invoice" });
  const billed = await db
    .selectDistinct({ accountId: charge.accountId })
    .from(invoiceLine)
    .innerJoin(charge, and(eq(charge.tenantId, invoiceLine.tenantId), eq(charge.id, invoiceLine.chargeId)))
    .where(and(eq(invoiceLine.tenantId, tenantId), eq(invoiceLine.invoiceId, invoiceId)));
  await lockAccounts(db, ctx, [found.accountId, ...billed.map(({ accountId }) => accountId)]);
  const [taken] = await db.select().from(invoice).where(isThis).for("update");
  const balance = documentBalances(db, ctx.scope);
  const [standing] = await db.select().from(balance).where(eq(balance.id, invoiceId));
  return {
    ...taken!,
    openMinor: BigInt(standing!.openMinor),
    paidMinor: BigInt(standing!.paidMinor),
    isExported: standing!.isExported,
    creditedById: standing!.creditedById,
  };
}
