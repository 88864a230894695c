import { sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { type MailAttachment, type MailKind, mailMessage } from "@/db/schema/mail";
import { headerText, isEmailAddress } from "@/lib/domain/notifications/email-address";
import type { CommandContext } from "../context";

export type MailToQueue = {
  kind: MailKind;
  /** What the message is, within its kind: the same key is never written twice. */
  dedupeKey: string;
  /** The record it tells of. */
  about: { kind: string; id: string };
  to: readonly string[];
  /** One line. */
  subject: string;
  text: string;
  html: string;
  attachments?: readonly MailAttachment[];
};

/**
 * Writes an e-mail to the Outbox in the transaction at hand: it exists exactly if the change does, and is sent afterwards.
 * @returns false where this message had been written before.
 * @throws where an address or the subject could end a header: check addresses where they are typed, and make a subject of
 * records with `headerText`.
 */
export async function queueMail(db: Db, ctx: CommandContext, mail: MailToQueue): Promise<boolean> {
  return (await queueMails(db, ctx, [mail])) > 0;
}

/**
 * As `queueMail`, in one statement.
 * @returns how many of them had not been written before.
 */
export async function queueMails(
  db: Db,
  ctx: CommandContext,
  mails: readonly MailToQueue[],
): Promise<number> {
  if (mails.length === 0) return 0;
  for (const mail of mails) requireSendable(mail);
  const written = await db
    .insert(mailMessage)
    .values(
      mails.map((mail) => ({
        tenantId: ctx.scope.tenantId,
        kind: mail.kind,
        subjectKind: mail.about.kind,
        subjectId: mail.about.id,
        dedupeKey: mail.dedupeKey,
        toAddresses: [...mail.to],
        subject: mail.subject,
        textBody: mail.text,
        htmlBody: mail.html,
        attachments: [...(mail.attachments ?? [])],
        createdAt: ctx.now().toString({ smallestUnit: "millisecond" }),
        nextAttemptAt: sql`date_trunc('milliseconds', now())`,
      })),
    )
    .onConflictDoNothing({ target: [mailMessage.tenantId, mailMessage.kind, mailMessage.dedupeKey] })
    .returning({ id: mailMessage.id });
  return written.length;
}

function requireSendable(mail: MailToQueue): void {
  const wrong = mail.to.find((address) => !isEmailAddress(address));
  if (wrong !== undefined || mail.to.length === 0)
    throw new Error("An e-mail needs addresses, and only such.");
  if (mail.subject === "" || headerText(mail.subject) !== mail.subject)
    throw new Error("The subject of an e-mail is one line of at most 200 characters.");
}
