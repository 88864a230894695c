import { and, count, eq } from "drizzle-orm";
import { billingSettingsOf } from "@/db/billing-settings-of";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { invoice } from "@/db/schema/invoice";
import { mailMessage } from "@/db/schema/mail";
import { tenant } from "@/db/schema/tenant";
import { documentNumber } from "@/lib/domain/billing/document-number";
import { formatAmount } from "@/lib/domain/billing/money";
import { isEmailAddress } from "@/lib/domain/notifications/email-address";
import { invoiceWords } from "@/lib/domain/notifications/invoice-words";
import type { CommandContext } from "../context";
import { queueMail } from "./queue-mail";

export type InvoiceMail = {
  invoiceId: string;
  /** Whom it goes to; the account's addresses for invoices unless told. */
  to?: readonly string[];
};

/**
 * Writes the e-mail of an invoice or credit note, its PDF attached, in the transaction at hand.
 * @returns false where nothing was written: it was sent before, is void, is none of this tenant, or nobody is told of it.
 */
export async function queueInvoiceMail(db: Db, ctx: CommandContext, mail: InvoiceMail): Promise<boolean> {
  return writeInvoiceMail(db, ctx, { ...mail, sentBefore: 0 });
}

/**
 * As `queueInvoiceMail`, also once more: whoever sends says how many e-mails of this document there are. Where two send at
 * once, the second one's number is taken already, and nothing is written.
 */
export async function writeInvoiceMail(
  db: Db,
  ctx: CommandContext,
  { invoiceId, to, sentBefore }: InvoiceMail & { sentBefore: number },
): Promise<boolean> {
  const { tenantId } = ctx.scope;
  const [found] = await db
    .select({ invoice, invoiceEmails: account.invoiceEmails, tenantName: tenant.name })
    .from(invoice)
    .innerJoin(account, and(eq(account.tenantId, invoice.tenantId), eq(account.id, invoice.accountId)))
    .innerJoin(tenant, eq(tenant.id, invoice.tenantId))
    .where(and(eq(invoice.tenantId, tenantId), eq(invoice.id, invoiceId)));
  if (!found || found.invoice.voidedAt !== null) return false;
  const addresses = (to ?? found.invoiceEmails).filter(isEmailAddress);
  if (addresses.length === 0) return false;
  const { invoice: told, tenantName } = found;
  const settings = await billingSettingsOf(db, ctx.scope);
  const totalMinor = told.kind === "credit-note" ? -told.totalMinor : told.totalMinor;
  return queueMail(db, ctx, {
    kind: "invoice",
    dedupeKey: sentBefore === 0 ? invoiceId : `${invoiceId}/${sentBefore + 1}`,
    about: { kind: "invoice", id: invoiceId },
    to: addresses,
    ...invoiceWords({
      kind: told.kind,
      documentNumber: documentNumber(told, settings),
      tenantName,
      billingName: told.billingName,
      total: formatAmount(totalMinor, told.currency),
      currency: told.currency,
      invoiceOn: told.invoiceOn,
      dueOn: told.dueOn,
      creditsNumber: await creditedNumber(db, ctx, told.creditsInvoiceId),
    }),
    attachments: [{ kind: "invoice-pdf", invoiceId }],
  });
}

async function creditedNumber(db: Db, ctx: CommandContext, invoiceId: string | null): Promise<string | null> {
  if (invoiceId === null) return null;
  const [credited] = await db
    .select({ kind: invoice.kind, number: invoice.number })
    .from(invoice)
    .where(and(eq(invoice.tenantId, ctx.scope.tenantId), eq(invoice.id, invoiceId)));
  return credited ? documentNumber(credited, await billingSettingsOf(db, ctx.scope)) : null;
}

/** How many e-mails of this document were written. */
export async function invoiceMailsWritten(db: Db, ctx: CommandContext, invoiceId: string): Promise<number> {
  const [found] = await db
    .select({ written: count() })
    .from(mailMessage)
    .where(
      and(
        eq(mailMessage.tenantId, ctx.scope.tenantId),
        eq(mailMessage.kind, "invoice"),
        eq(mailMessage.subjectKind, "invoice"),
        eq(mailMessage.subjectId, invoiceId),
      ),
    );
  return found?.written ?? 0;
}
