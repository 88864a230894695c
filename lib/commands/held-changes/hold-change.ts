import { and, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { heldChange } from "@/db/schema/counting";
import type { LineOutcome } from "@/db/schema/sync-run";
import type { CommandContext } from "../context";

/**
 * Puts a held count where a person will see it. A later night replaces the held value; the date is the one on which that
 * value was first seen, so that nothing becomes effective before it was counted. A value that was rejected stays silent
 * until the count differs (design.md 5, Gates).
 */
export async function holdChange(
  db: Db,
  ctx: CommandContext,
  held: {
    lineId: string;
    readingId: string;
    businessOn: string;
    before: string | null;
    proposed: string;
    reasons: { code: string; message: string }[];
  },
): Promise<LineOutcome> {
  const ofLine = and(eq(heldChange.tenantId, ctx.scope.tenantId), eq(heldChange.lineId, held.lineId));
  const waiting = await db
    .select()
    .from(heldChange)
    .where(and(ofLine, inArray(heldChange.status, ["open", "rejected"])));
  if (waiting.some((change) => change.status === "rejected" && change.proposedUnits === held.proposed))
    return "unchanged";
  await db
    .update(heldChange)
    .set({ status: "closed" })
    .where(and(ofLine, eq(heldChange.status, "rejected")));

  const latest = {
    readingId: held.readingId,
    currentUnits: held.before,
    proposedUnits: held.proposed,
    reasons: held.reasons,
  };
  const open = waiting.find((change) => change.status === "open");
  if (open) {
    await db
      .update(heldChange)
      .set({
        ...latest,
        firstSeenOn: open.proposedUnits === held.proposed ? open.firstSeenOn : held.businessOn,
        version: sql`${heldChange.version} + 1`,
      })
      .where(and(ofLine, eq(heldChange.id, open.id)));
  } else {
    await db
      .insert(heldChange)
      .values({ ...latest, tenantId: ctx.scope.tenantId, lineId: held.lineId, firstSeenOn: held.businessOn });
  }
  return "held";
}
