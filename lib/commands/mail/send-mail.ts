import { and, asc, eq, isNull, lte, or, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import { withTenant } from "@/db/client";
import { mailMessage } from "@/db/schema/mail";
import type { CommandContext } from "../context";
import { MailNotTaken, type MailTransport, type RenderAttachment } from "./mail-transport";

/** Minutes to wait after the first, second, … attempt that failed; after one more it has failed for good. */
const WAITS = [1, 5, 30, 120, 360];

/** Longest error that is kept. */
const LONGEST_ERROR = 300;

/** What became of one message; "later": it is tried again. */
export type SentMail = { id: string; outcome: "sent" | "later" | "failed" };

/**
 * Sends the oldest message of the tenant that is due; null where none is. It is taken by a lease of five minutes and sent
 * outside any transaction, with its attachments made at that moment. A process that ends between the server's yes and our note of it leaves the message to be sent
 * again when the lease is over: an e-mail may arrive twice, under one Message-ID, but none is lost. What waited for a mail
 * server for more than a week is not sent: it would be news no more.
 */
export async function sendMail(
  ctx: CommandContext,
  transport: MailTransport,
  render: RenderAttachment,
): Promise<SentMail | null> {
  const message = await take(ctx);
  if (message === null) return null;
  const { id, attempts } = message;
  if (message.isStale) {
    await note(ctx, message, {
      status: "failed",
      lastError: "It waited for a mail server for more than a week",
    });
    return { id, outcome: "failed" };
  }
  try {
    const attachments = await Promise.all(message.attachments.map((each) => render(ctx, each)));
    const { refused } = await transport({
      id,
      to: message.toAddresses,
      subject: message.subject,
      text: message.textBody,
      html: message.htmlBody,
      attachments,
    });
    const lastError = refused.length > 0 ? `The mail server refused it for ${refused.join(", ")}` : null;
    await note(ctx, message, { status: "sent", sentAt: sql`now()`, lastError });
    return { id, outcome: "sent" };
  } catch (error) {
    const wait = WAITS[attempts - 1];
    const isOver = wait === undefined || (error instanceof MailNotTaken && error.isFinal);
    await note(ctx, message, {
      status: isOver ? "failed" : "queued",
      lastError: wordsOf(error),
      ...(!isOver && { nextAttemptAt: sql`now() + make_interval(mins => ${wait}::int)` }),
    });
    return { id, outcome: isOver ? "failed" : "later" };
  }
}

/** Counts an attempt before it is made: one that ends the process is counted too, and ends somewhere. */
async function take(ctx: CommandContext) {
  const isDue = and(
    eq(mailMessage.tenantId, ctx.scope.tenantId),
    eq(mailMessage.status, "queued"),
    lte(mailMessage.nextAttemptAt, sql`now()`),
    or(isNull(mailMessage.leasedUntil), lte(mailMessage.leasedUntil, sql`now()`)),
  );
  const [taken] = await withTenant(ctx.scope, (db) => {
    const oldest = db
      .select({ id: mailMessage.id })
      .from(mailMessage)
      .where(isDue)
      .orderBy(asc(mailMessage.position))
      .limit(1)
      .for("update", { skipLocked: true });
    return db
      .update(mailMessage)
      .set({
        attempts: sql`${mailMessage.attempts} + 1`,
        leasedUntil: sql`now() + interval '5 minutes'`,
      })
      .where(and(eq(mailMessage.tenantId, ctx.scope.tenantId), eq(mailMessage.id, sql`(${oldest})`)))
      .returning({
        id: mailMessage.id,
        attempts: mailMessage.attempts,
        toAddresses: mailMessage.toAddresses,
        subject: mailMessage.subject,
        textBody: mailMessage.textBody,
        htmlBody: mailMessage.htmlBody,
        attachments: mailMessage.attachments,
        isStale: sql<boolean>`${mailMessage.attempts} = 1 AND ${mailMessage.nextAttemptAt} < now() - interval '7 days'`,
      });
  });
  return taken ?? null;
}

/** Whoever took it again meanwhile has the word: attempts tell whose lease it is. */
async function note(
  ctx: CommandContext,
  { id, attempts }: { id: string; attempts: number },
  outcome: PgUpdateSetSource<typeof mailMessage>,
): Promise<void> {
  await withTenant(ctx.scope, (db) =>
    db
      .update(mailMessage)
      .set({ leasedUntil: null, ...outcome })
      .where(
        and(
          eq(mailMessage.tenantId, ctx.scope.tenantId),
          eq(mailMessage.id, id),
          eq(mailMessage.status, "queued"),
          eq(mailMessage.attempts, attempts),
        ),
      ),
  );
}

function wordsOf(error: unknown): string {
  const words = error instanceof MailNotTaken ? error.message : "Sending failed for a reason nobody foresaw";
  return words.replace(/\s+/g, " ").slice(0, LONGEST_ERROR);
}
