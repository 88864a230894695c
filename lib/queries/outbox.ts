import { and, count, desc, eq, ilike, inArray, or, type SQL, sql } from "drizzle-orm";
import { billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { invoice } from "@/db/schema/invoice";
import { type MailAttachment, type MailKind, type MailStatus, mailMessage } from "@/db/schema/mail";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { documentNumber, documentTitle } from "@/lib/domain/billing/document-number";
import { type NamedRecord, namedRecords, recordKey } from "./audit-subjects";
import { likePattern } from "./organization-mapping/pinned";

export type OutboxFilter = {
  statuses: readonly MailStatus[];
  /** Looked for in addresses and subjects. */
  query: string;
  /** Counted from 0. */
  pageIndex: number;
  pageSize: number;
};

export type OutboxRow = {
  id: string;
  kind: MailKind;
  status: MailStatus;
  to: string[];
  subject: string;
  /** ISO instant on the tenant's clock. */
  createdAt: string;
  lastError: string | null;
};

export type Outbox = {
  /** Newest first. */
  rows: OutboxRow[];
  /** Messages that pass, on all pages. */
  rowCount: number;
  /** Messages there are at all, and of them those that wait. */
  total: number;
  queued: number;
};

/** Admin > My Company > Outbox: every e-mail that was written, and what became of it. */
export async function outbox(scope: TenantScope, filter: OutboxFilter): Promise<Outbox> {
  return withTenant(scope, async (db) => {
    const isMine = eq(mailMessage.tenantId, scope.tenantId);
    const passes = and(isMine, ...conditions(filter));
    const rows = await db
      .select({
        id: mailMessage.id,
        kind: mailMessage.kind,
        status: mailMessage.status,
        to: mailMessage.toAddresses,
        subject: mailMessage.subject,
        createdAt: mailMessage.createdAt,
        lastError: mailMessage.lastError,
      })
      .from(mailMessage)
      .where(passes)
      .orderBy(desc(mailMessage.position))
      .limit(filter.pageSize)
      .offset(filter.pageIndex * filter.pageSize);
    const [passing] = await db.select({ rows: count() }).from(mailMessage).where(passes);
    const [all] = await db
      .select({
        rows: count(),
        queued: sql<number>`count(*) FILTER (WHERE status = 'queued')`.mapWith(Number),
      })
      .from(mailMessage)
      .where(isMine);
    return { rows, rowCount: passing?.rows ?? 0, total: all?.rows ?? 0, queued: all?.queued ?? 0 };
  });
}

function conditions({ statuses, query }: OutboxFilter): (SQL | undefined)[] {
  const pattern = likePattern(query);
  return [
    statuses.length > 0 ? inArray(mailMessage.status, [...statuses]) : undefined,
    pattern === null
      ? undefined
      : or(ilike(mailMessage.subject, pattern), ilike(sql`${mailMessage.toAddresses}::text`, pattern)),
  ];
}

export type OutboxMessage = OutboxRow & {
  text: string;
  attempts: number;
  /** Real clock, as `sentAt`. */
  nextAttemptAt: string;
  sentAt: string | null;
  /** The record it tells of, as it is called today. */
  about: NamedRecord;
  /** Files that are attached when it is sent, and where each is downloaded. */
  attachments: { name: string; href: string }[];
};

/** One message of the Outbox; null where this tenant has none of this id. */
export async function outboxMessage(scope: TenantScope, messageId: string): Promise<OutboxMessage | null> {
  return withTenant(scope, async (db) => {
    const [row] = await db
      .select()
      .from(mailMessage)
      .where(and(eq(mailMessage.tenantId, scope.tenantId), eq(mailMessage.id, messageId)));
    if (!row) return null;
    const { id, kind, status, subject, createdAt, lastError, attempts, nextAttemptAt, sentAt } = row;
    const invoices = row.attachments.map(({ invoiceId }) => ({
      subjectKind: "invoice",
      subjectId: invoiceId,
    }));
    const names = await namedRecords(db, scope, [row, ...invoices]);
    return {
      id,
      kind,
      status,
      to: row.toAddresses,
      subject,
      createdAt,
      lastError,
      text: row.textBody,
      attempts,
      nextAttemptAt,
      sentAt,
      about: names.get(recordKey(row)) ?? { name: null, href: null },
      attachments: await attachedDocuments(db, scope, row.attachments),
    };
  });
}

async function attachedDocuments(
  db: Db,
  scope: TenantScope,
  attachments: readonly MailAttachment[],
): Promise<OutboxMessage["attachments"]> {
  if (attachments.length === 0) return [];
  const ids = attachments.map(({ invoiceId }) => invoiceId);
  const documents = await db
    .select({ id: invoice.id, kind: invoice.kind, number: invoice.number })
    .from(invoice)
    .where(and(eq(invoice.tenantId, scope.tenantId), inArray(invoice.id, ids)));
  const settings = await billingSettingsOf(db, scope);
  return documents.map((document) => ({
    name: `${documentTitle(document.kind)} ${documentNumber(document, settings)}`,
    href: `/finance/invoices/${document.id}/pdf`,
  }));
}
