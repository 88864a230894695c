import { and, eq, inArray, sql } from "drizzle-orm";
import { among } from "@/db/among";
import type { Db } from "@/db/database";
import { insertRows } from "@/db/insert-rows";
import { heldChange } from "@/db/schema/counting";
import type { CommandContext } from "../context";
import { byLine } from "../contract-lines/current-lines";

export type HeldCount = {
  lineId: string;
  readingId: string;
  before: string | null;
  proposed: string;
  reasons: { code: string; message: string }[];
};

/** Changes of lines that wait for a person, or that one has rejected, by line. */
export async function waitingChanges(db: Db, ctx: CommandContext, lineIds: readonly string[]) {
  const rows = await db
    .select({
      id: heldChange.id,
      lineId: heldChange.lineId,
      status: heldChange.status,
      proposedUnits: heldChange.proposedUnits,
    })
    .from(heldChange)
    .where(
      and(
        eq(heldChange.tenantId, ctx.scope.tenantId),
        among(heldChange.lineId, lineIds),
        inArray(heldChange.status, ["open", "rejected"]),
      ),
    );
  return byLine(rows);
}

export type WaitingChanges = Awaited<ReturnType<typeof waitingChanges>>;

/** A value that was rejected stays silent until the count differs (design.md 5, Gates). */
export function isSilenced(waiting: WaitingChanges, { lineId, proposed }: HeldCount): boolean {
  const ofLine = waiting.get(lineId) ?? [];
  return ofLine.some(({ status, proposedUnits }) => status === "rejected" && proposedUnits === proposed);
}

/**
 * Puts held counts where a person will see them. A later night replaces the held value; the date is the one on which that
 * value was first seen, so that nothing becomes effective before it was counted.
 */
export async function holdChanges(
  db: Db,
  ctx: CommandContext,
  businessOn: string,
  held: readonly HeldCount[],
  waiting: WaitingChanges,
): Promise<void> {
  const { tenantId } = ctx.scope;
  const of = (lineId: string, status: "open" | "rejected") =>
    (waiting.get(lineId) ?? []).filter((change) => change.status === status).map(({ id }) => id);
  const rejected = held.flatMap(({ lineId }) => of(lineId, "rejected"));
  if (rejected.length > 0)
    await db
      .update(heldChange)
      .set({ status: "closed" })
      .where(and(eq(heldChange.tenantId, tenantId), among(heldChange.id, rejected)));

  const replaced = held.flatMap((change) => of(change.lineId, "open").map((id) => ({ id, ...change })));
  if (replaced.length > 0)
    await db.execute(sql`
      UPDATE held_change h
         SET reading_id = n."readingId", current_units = n.before, proposed_units = n.proposed, reasons = n.reasons,
             first_seen_on = CASE WHEN h.proposed_units = n.proposed THEN h.first_seen_on ELSE ${businessOn}::date END,
             version = h.version + 1
        FROM jsonb_to_recordset(${JSON.stringify(replaced)}::jsonb)
          AS n(id uuid, "readingId" uuid, before numeric, proposed numeric, reasons jsonb)
       WHERE h.tenant_id = ${tenantId}::uuid AND h.id = n.id`);

  const fresh = held.filter(({ lineId }) => of(lineId, "open").length === 0);
  if (fresh.length > 0)
    await db.execute(
      insertRows(
        heldChange,
        fresh.map(({ lineId, readingId, before, proposed, reasons }) => ({
          tenantId,
          lineId,
          status: "open" as const,
          readingId,
          currentUnits: before,
          proposedUnits: proposed,
          reasons,
          firstSeenOn: businessOn,
        })),
      ),
    );
}

/** A count that stands answers every open or silenced one of its line. */
export async function closeHeld(
  db: Db,
  ctx: CommandContext,
  lineIds: readonly string[],
  waiting: WaitingChanges,
): Promise<void> {
  const ids = lineIds.flatMap((lineId) => (waiting.get(lineId) ?? []).map(({ id }) => id));
  if (ids.length === 0) return;
  await db
    .update(heldChange)
    .set({ status: "closed", version: sql`${heldChange.version} + 1` })
    .where(and(eq(heldChange.tenantId, ctx.scope.tenantId), among(heldChange.id, ids)));
}
