import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { charge } from "@/db/schema/billing";
import type { CommandContext } from "../context";

type Identity = Pick<typeof charge.$inferSelect, "lineId" | "periodStartOn" | "kind" | "effectiveOn">;

/** The number of the next charge of one identity. Its account is held, so that nobody takes the same one beside this. */
export async function nextRevision(db: Db, ctx: CommandContext, of: Identity): Promise<number> {
  const [before] = await db
    .select({ latest: sql<number>`coalesce(max(${charge.revision}), 0)::int` })
    .from(charge)
    .where(
      and(
        eq(charge.tenantId, ctx.scope.tenantId),
        eq(charge.lineId, of.lineId),
        eq(charge.periodStartOn, of.periodStartOn),
        eq(charge.kind, of.kind),
        eq(charge.effectiveOn, of.effectiveOn),
      ),
    );
  return before!.latest + 1;
}
