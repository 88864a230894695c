import { and, asc, eq, gt } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import type { JobRunSummary } from "@/db/schema/billing-job";
import { invoice } from "@/db/schema/invoice";
import type { CommandContext } from "../context";
import { queueInvoiceMail } from "../mail/queue-invoice-mail";
import type { StepRunner } from "../sync-runs/step-runner";
import { writtenBy } from "./run-actor";

type NotMailed = NonNullable<JobRunSummary["notMailed"]>[number];
type Chunk = { lastNumber: number; notMailed: NotMailed[] };

const INVOICES_PER_STEP = 100;

/**
 * Queues an e-mail with the PDF for each invoice of a run whose account has addresses for invoices; answers the others. The
 * invoices are read from the records, so that those of an attempt that was broken off are sent too; none is sent twice.
 */
export async function sendInvoices(
  ctx: CommandContext,
  runId: string,
  step: StepRunner,
): Promise<NotMailed[]> {
  const notMailed: NotMailed[] = [];
  for (let after = 0; ; ) {
    const chunk = await step(`send-after-${after}`, () => sendChunk(ctx, runId, after));
    if (chunk === null) return notMailed;
    notMailed.push(...chunk.notMailed);
    after = chunk.lastNumber;
  }
}

async function sendChunk(ctx: CommandContext, runId: string, after: number): Promise<Chunk | null> {
  return withTenant(ctx.scope, async (db) => {
    const invoices = await db
      .select({
        invoiceId: invoice.id,
        number: invoice.number,
        accountId: account.id,
        accountName: account.name,
        invoiceEmails: account.invoiceEmails,
      })
      .from(invoice)
      .innerJoin(account, and(eq(account.tenantId, invoice.tenantId), eq(account.id, invoice.accountId)))
      .where(
        and(
          eq(invoice.tenantId, ctx.scope.tenantId),
          eq(invoice.kind, "invoice"),
          gt(invoice.number, after),
          writtenBy(invoice.issuedBy, runId),
        ),
      )
      .orderBy(asc(invoice.number))
      .limit(INVOICES_PER_STEP);
    if (invoices.length === 0) return null;
    const notMailed: NotMailed[] = [];
    for (const { invoiceEmails, ...issued } of invoices) {
      if (invoiceEmails.length === 0)
        notMailed.push({ ...issued, reason: "The account has no e-mail address for invoices." });
      else await queueInvoiceMail(db, ctx, { invoiceId: issued.invoiceId });
    }
    return { lastNumber: invoices.at(-1)!.number, notMailed };
  });
}
