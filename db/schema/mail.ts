import { bigint, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { id, instant, tenantId } from "./columns";
import { tenant } from "./tenant";

export const MAIL_KINDS = ["unit-changes", "invoice"] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** What is attached when the message is sent: made then from records that never change, so it is not stored twice. */
export type MailAttachment = { kind: "invoice-pdf"; invoiceId: string };

export const MAIL_STATUSES = ["queued", "sent", "failed"] as const;
export type MailStatus = (typeof MAIL_STATUSES)[number];

/**
 * The outbox: an e-mail is a row in the transaction of what it tells of, so that neither stands without the other; it is
 * sent later, and stays to be read. Attempts go by the real clock, everything else by the tenant's own.
 */
export const mailMessage = pgTable(
  "mail_message",
  {
    tenantId: tenantId().references(() => tenant.id),
    id: id(),
    /** Order of writing, in which they are sent: a simulated clock stands still between two messages. */
    position: bigint("position", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    kind: text("kind").$type<MailKind>().notNull(),
    /** The record it tells of. */
    subjectKind: text("subject_kind").notNull(),
    subjectId: uuid("subject_id").notNull(),
    /** What the message is, within its kind: the same one is never written twice. */
    dedupeKey: text("dedupe_key").notNull(),
    toAddresses: jsonb("to_addresses").$type<string[]>().notNull(),
    subject: text("subject").notNull(),
    textBody: text("text_body").notNull(),
    htmlBody: text("html_body").notNull(),
    attachments: jsonb("attachments").$type<MailAttachment[]>().notNull().default([]),
    /** When it was written, on the tenant's clock. */
    createdAt: instant("created_at").notNull(),
    status: text("status").$type<MailStatus>().notNull().default("queued"),
    /** Times that sending was begun. */
    attempts: integer("attempts").notNull().default(0),
    /** Not before this instant is it tried (again); real clock, as the two below. */
    nextAttemptAt: instant("next_attempt_at").notNull(),
    /** Until when whoever is sending it has it to himself. */
    leasedUntil: instant("leased_until"),
    lastError: text("last_error"),
    sentAt: instant("sent_at"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    unique("mail_message_once").on(table.tenantId, table.kind, table.dedupeKey),
    index("mail_message_due").on(table.tenantId, table.status, table.nextAttemptAt),
    index("mail_message_newest").on(table.tenantId, table.position),
  ],
);
