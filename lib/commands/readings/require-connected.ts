import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import { userConnection } from "@/db/schema/it-glue";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** A person's own Connect is the permission to ask IT Glue (design.md 3); jobs act for the tenant. Refuses `not-connected`. */
export async function requireConnected(db: Db, ctx: CommandContext): Promise<void> {
  if (ctx.actor.kind !== "user") return;
  const { userId } = ctx.actor;
  const [own] = await db
    .select({ status: userConnection.status })
    .from(userConnection)
    .where(and(eq(userConnection.tenantId, ctx.scope.tenantId), eq(userConnection.userId, userId)));
  if (own?.status !== "connected") throw new CommandRefused("not-connected");
}
