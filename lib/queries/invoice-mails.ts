import { and, desc, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { invoice } from "@/db/schema/invoice";
import { type MailStatus, mailMessage } from "@/db/schema/mail";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** An e-mail of an invoice, newest first; instants are ISO text, `sentAt` by the real clock. */
export type InvoiceMailRow = {
  id: string;
  to: string[];
  status: MailStatus;
  createdAt: string;
  sentAt: string | null;
  lastError: string | null;
};

/** Whom an invoice went to, and whom its account names for the next one. */
export async function invoiceMails(
  scope: TenantScope,
  invoiceId: string,
): Promise<{ mails: InvoiceMailRow[]; accountEmails: string[] }> {
  return withTenant(scope, async (db) => {
    const mails = await db
      .select({
        id: mailMessage.id,
        to: mailMessage.toAddresses,
        status: mailMessage.status,
        createdAt: mailMessage.createdAt,
        sentAt: mailMessage.sentAt,
        lastError: mailMessage.lastError,
      })
      .from(mailMessage)
      .where(
        and(
          eq(mailMessage.tenantId, scope.tenantId),
          eq(mailMessage.kind, "invoice"),
          eq(mailMessage.subjectKind, "invoice"),
          eq(mailMessage.subjectId, invoiceId),
        ),
      )
      .orderBy(desc(mailMessage.position));
    const [found] = await db
      .select({ emails: account.invoiceEmails })
      .from(invoice)
      .innerJoin(account, and(eq(account.tenantId, invoice.tenantId), eq(account.id, invoice.accountId)))
      .where(and(eq(invoice.tenantId, scope.tenantId), eq(invoice.id, invoiceId)));
    return { mails, accountEmails: found?.emails ?? [] };
  });
}
