import { eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { invoice, invoiceLine } from "@/db/schema/invoice";
import { tenant } from "@/db/schema/tenant";
import type { ComposedCreditNote, DocumentLine } from "@/lib/domain/billing/credit-note";
import { formatAmount } from "@/lib/domain/billing/money";
import { businessDate } from "@/lib/domain/regions";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";

export type CreditNoteLine = DocumentLine & { serviceName: string; description: string };

type CreditNoteHead = {
  accountId: string;
  billingName: string;
  billingAddress: string | null;
  currency: string;
  hasAppendix: boolean;
  creditsInvoiceId: string | null;
  reason?: string;
};

export type IssuedCreditNote = { id: string; number: number };

/** Writes a composed credit note under the next number of its own sequence, taken last: there is never a gap. */
export async function writeCreditNote(
  db: Db,
  ctx: CommandContext,
  { reason, ...head }: CreditNoteHead,
  { lines, taxes, netMinor, taxMinor, grossMinor: totalMinor }: ComposedCreditNote<CreditNoteLine>,
): Promise<IssuedCreditNote> {
  const { tenantId } = ctx.scope;
  const issuedOn = businessDate(ctx.now(), ctx.tenant.timeZone).toString();
  const number = await takeNumber(db, ctx);
  const [issued] = await db
    .insert(invoice)
    .values({
      ...head,
      tenantId,
      number,
      kind: "credit-note",
      invoiceOn: issuedOn,
      dueOn: issuedOn,
      ...{ netMinor, taxMinor, totalMinor },
      taxLines: taxes.map((tax) => ({
        ratePercent: tax.taxRatePercent,
        netMinor: `${tax.netMinor}`,
        taxMinor: `${tax.taxMinor}`,
      })),
      issuedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
      issuedBy: ctx.actor.name,
    })
    .returning({ id: invoice.id });
  await db
    .insert(invoiceLine)
    .values(lines.map((line, index) => ({ ...line, tenantId, invoiceId: issued!.id, sortOrder: index + 1 })));
  await recordAudit(db, ctx, {
    action: "credit-note.issued",
    subject: { kind: "invoice", id: issued!.id },
    changes: {
      number: { from: null, to: number },
      total: { from: null, to: `${formatAmount(totalMinor, head.currency)} ${head.currency}` },
      lines: { from: null, to: lines.length },
    },
    ...(reason !== undefined && { reason }),
  });
  return { id: issued!.id, number };
}

/** The row lock makes every other issue of a credit note wait until this one has ended. */
async function takeNumber(db: Db, ctx: CommandContext): Promise<number> {
  const [taken] = await db
    .update(tenant)
    .set({ nextCreditNoteNumber: sql`${tenant.nextCreditNoteNumber} + 1` })
    .where(eq(tenant.id, ctx.scope.tenantId))
    .returning({ next: tenant.nextCreditNoteNumber });
  return taken!.next - 1;
}
