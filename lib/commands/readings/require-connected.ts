import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { userConnection } from "@/db/schema/it-glue";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** The user's own connection, if there is one; jobs have none. */
export function connectStatusQuery(db: Db, ctx: CommandContext) {
  return db
    .select({ status: userConnection.status })
    .from(userConnection)
    .where(
      and(
        eq(userConnection.tenantId, ctx.scope.tenantId),
        ctx.actor.kind === "user" ? eq(userConnection.userId, ctx.actor.userId) : sql`false`,
      ),
    );
}

/**
 * A person's own Connect is the permission to ask IT Glue (design.md 3); jobs act for the tenant. `read`: what
 * `connectStatusQuery` found, where it was asked already. Refuses `not-connected`.
 */
export async function requireConnected(
  db: Db,
  ctx: CommandContext,
  read?: { status: string }[],
): Promise<void> {
  if (ctx.actor.kind !== "user") return;
  const [own] = read ?? (await connectStatusQuery(db, ctx));
  if (own?.status !== "connected") throw new CommandRefused("not-connected");
}
