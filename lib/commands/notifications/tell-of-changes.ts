import { and, eq, isNull } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { syncRun } from "@/db/schema/sync-run";
import { authorize } from "@/lib/auth/policy";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { digestHtml, digestText } from "@/lib/domain/notifications/digest-layout";
import type { Digest } from "@/lib/domain/notifications/digest-line";
import { digestWords } from "@/lib/domain/notifications/digest-words";
import { isEmailAddress } from "@/lib/domain/notifications/email-address";
import type { CommandContext } from "../context";
import { queueMail } from "../mail/queue-mail";

/** What there is to tell of each run; the command is handed how to read it. */
export type ReadDigests = (
  scope: TenantScope,
  at: { now: Temporal.Instant; timeZone: string },
) => Promise<{ runId: string; notifiedAt: string | null; digests: (Digest & { to: readonly string[] })[] }[]>;

export type ToldOfChanges = { messages: number };

/**
 * Writes one e-mail for each contract and run whose changes nobody was told of yet (unit-change notifications). That a run was
 * told of is noted in the transaction of its e-mails: whoever asks again, or at the same time, writes none twice, and a run
 * that was not told of because its process ended is told of by the next.
 * @param wanted `origin`: where links lead, "https://flexbill.example.com"; null for no links.
 */
export async function tellOfChanges(
  ctx: CommandContext,
  { read, origin }: { read: ReadDigests; origin: string | null },
): Promise<ToldOfChanges> {
  authorize(ctx, "sync.run");
  const runs = await read(ctx.scope, { now: ctx.now(), timeZone: ctx.tenant.timeZone });
  let messages = 0;
  for (const { runId, notifiedAt, digests } of runs) {
    messages += await withTenant(ctx.scope, async (db) => {
      const noted = await db
        .update(syncRun)
        .set({ notifiedAt: ctx.now().toString({ smallestUnit: "millisecond" }) })
        .where(
          and(
            eq(syncRun.tenantId, ctx.scope.tenantId),
            eq(syncRun.id, runId),
            notifiedAt === null ? isNull(syncRun.notifiedAt) : eq(syncRun.notifiedAt, notifiedAt),
          ),
        )
        .returning({ id: syncRun.id });
      if (noted.length === 0) return 0;
      let written = 0;
      for (const { to, ...digest } of digests) {
        const addresses = to.filter(isEmailAddress);
        if (addresses.length === 0) continue;
        const words = digestWords(digest, origin);
        const isNew = await queueMail(db, ctx, {
          kind: "unit-changes",
          dedupeKey: [runId, digest.contractId, ...(notifiedAt === null ? [] : [notifiedAt])].join("/"),
          about: { kind: "contract", id: digest.contractId },
          to: addresses,
          subject: words.subject,
          text: digestText(words),
          html: digestHtml(words),
        });
        if (isNew) written += 1;
      }
      return written;
    });
  }
  return { messages };
}
