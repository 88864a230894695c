import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { userConnection } from "@/db/schema/it-glue";
import type { CommandContext } from "../context";

/** Notes that IT Glue answered under a user's connection just now. Opens its own transaction. */
export async function noteUsed(ctx: CommandContext, userId: string): Promise<void> {
  await withTenant(ctx.scope, (db) =>
    db
      .update(userConnection)
      .set({ lastUsedAt: ctx.now().toString({ smallestUnit: "millisecond" }) })
      .where(and(eq(userConnection.tenantId, ctx.scope.tenantId), eq(userConnection.userId, userId))),
  );
}
