import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { itGlueConnection, userConnection } from "@/db/schema/it-glue";
import type { ItGlueServer } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import { openSecrets } from "./user-secrets";

export type OwnConnection = {
  row: typeof userConnection.$inferSelect;
  server: ItGlueServer;
  access: string;
  refresh: string | null;
};

/** A user's Connect with its secrets in clear, for the calls that need them; null when there is none. */
export async function ownConnection(ctx: CommandContext, userId: string): Promise<OwnConnection | null> {
  return withTenant(ctx.scope, async (db) => {
    const [found] = await db
      .select({ row: userConnection, server: itGlueConnection.server })
      .from(userConnection)
      .innerJoin(
        itGlueConnection,
        and(
          eq(itGlueConnection.tenantId, userConnection.tenantId),
          eq(itGlueConnection.id, userConnection.connectionId),
        ),
      )
      .where(and(eq(userConnection.tenantId, ctx.scope.tenantId), eq(userConnection.userId, userId)));
    return found ? { ...found, ...(await openSecrets(db, ctx, found.row)) } : null;
  });
}
