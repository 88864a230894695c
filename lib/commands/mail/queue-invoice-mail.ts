import { and, asc, count, eq, inArray, isNull } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
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
import { type MailToQueue, queueMail, queueMails } from "./queue-mail";

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

/** As `queueInvoiceMail`, of many, each to its account's addresses. */
export async function queueInvoiceMails(
  db: Db,
  ctx: CommandContext,
  invoiceIds: readonly string[],
): Promise<void> {
  const mails = await mailsOf(db, ctx, invoiceIds);
  await queueMails(db, ctx, mails);
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
  const [mail] = await mailsOf(db, ctx, [invoiceId], to);
  if (!mail) return false;
  const dedupeKey = sentBefore === 0 ? invoiceId : `${invoiceId}/${sentBefore + 1}`;
  return queueMail(db, ctx, { ...mail, dedupeKey });
}

/** The first e-mail of each of these documents that is not void and that somebody is told of. */
async function mailsOf(
  db: Db,
  ctx: CommandContext,
  invoiceIds: readonly string[],
  to?: readonly string[],
): Promise<MailToQueue[]> {
  const settings = await billingSettingsOf(db, ctx.scope);
  const credited = alias(invoice, "credited");
  const found = await db
    .select({
      told: invoice,
      invoiceEmails: account.invoiceEmails,
      tenantName: tenant.name,
      credited: { kind: credited.kind, number: credited.number },
    })
    .from(invoice)
    .innerJoin(account, and(eq(account.tenantId, invoice.tenantId), eq(account.id, invoice.accountId)))
    .innerJoin(tenant, eq(tenant.id, invoice.tenantId))
    .leftJoin(
      credited,
      and(eq(credited.tenantId, invoice.tenantId), eq(credited.id, invoice.creditsInvoiceId)),
    )
    .where(
      and(
        eq(invoice.tenantId, ctx.scope.tenantId),
        inArray(invoice.id, [...invoiceIds]),
        isNull(invoice.voidedAt),
      ),
    )
    .orderBy(asc(invoice.number));
  return found.flatMap(({ told, invoiceEmails, tenantName, credited: taken }) => {
    const addresses = (to ?? invoiceEmails).filter(isEmailAddress);
    if (addresses.length === 0) return [];
    const totalMinor = told.kind === "credit-note" ? -told.totalMinor : told.totalMinor;
    return {
      kind: "invoice",
      dedupeKey: told.id,
      about: { kind: "invoice", id: told.id },
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
        creditsNumber: taken && documentNumber(taken, settings),
      }),
      attachments: [{ kind: "invoice-pdf", invoiceId: told.id }],
    };
  });
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
