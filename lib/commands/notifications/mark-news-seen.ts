import { sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { newsSeen } from "@/db/schema/nightly-changes";
import { authorize } from "@/lib/auth/policy";
import { type MarkNewsSeenInput, markNewsSeenInput } from "@/lib/inputs/night-news";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/**
 * Notes up to where a user has looked; never back, so that a slow tab takes nothing back. It is the user's own mark and
 * changes nothing that bills, so the audit says nothing of it.
 * @throws CommandRefused "not-allowed" for whoever is no user.
 */
export async function markNewsSeen(ctx: CommandContext, raw: MarkNewsSeenInput): Promise<void> {
  authorize(ctx, "view");
  const { actor } = ctx;
  if (actor.kind !== "user") throw new CommandRefused("not-allowed");
  const seen = markNewsSeenInput.parse(raw);
  const seenAt = ctx.now().toString({ smallestUnit: "millisecond" });
  await withTenant(ctx.scope, (db) =>
    db
      .insert(newsSeen)
      .values({ ...seen, seenAt, tenantId: ctx.scope.tenantId, userId: actor.userId })
      .onConflictDoUpdate({
        target: [newsSeen.tenantId, newsSeen.userId],
        set: {
          readingPosition: sql`greatest(${newsSeen.readingPosition}, ${seen.readingPosition}::bigint)`,
          runPosition: sql`greatest(${newsSeen.runPosition}, ${seen.runPosition}::bigint)`,
          seenAt,
        },
      }),
  );
}
