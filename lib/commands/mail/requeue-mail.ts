import { and, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { mailMessage } from "@/db/schema/mail";
import { authorize } from "@/lib/auth/policy";
import { type RequeueMailInput, requeueMailInput } from "@/lib/inputs/mail";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/**
 * Puts a message that could not be sent back among those that are sent, with all its attempts before it. Refuses
 * `not-allowed`, `not-found`, and `invalid` for one that waits or was sent.
 */
export async function requeueMail(
  ctx: CommandContext,
  input: RequeueMailInput,
): Promise<{ messageId: string }> {
  authorize(ctx, "contracts.manage");
  const { messageId } = requeueMailInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const isThis = and(eq(mailMessage.tenantId, ctx.scope.tenantId), eq(mailMessage.id, messageId));
    const requeued = await db
      .update(mailMessage)
      .set({ status: "queued", attempts: 0, nextAttemptAt: sql`now()`, leasedUntil: null, lastError: null })
      .where(and(isThis, eq(mailMessage.status, "failed")))
      .returning({ id: mailMessage.id });
    if (requeued.length === 0) {
      const [found] = await db.select({ status: mailMessage.status }).from(mailMessage).where(isThis);
      if (!found) throw new CommandRefused("not-found", { what: "message" });
      throw new CommandRefused("invalid", {
        message:
          found.status === "sent"
            ? "This message was sent: reload the page."
            : "This message waits to be sent already: reload the page.",
      });
    }
    await recordAudit(db, ctx, {
      action: "mail-message.sent-again",
      subject: { kind: "mail-message", id: messageId },
      changes: { status: { from: "failed", to: "queued" } },
    });
    return { messageId };
  });
}
