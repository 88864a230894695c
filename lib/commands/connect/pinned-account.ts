import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { itGlueConnection, itGlueSettings } from "@/db/schema/it-glue";
import type { ItGlueServer } from "@/lib/domain/regions";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** The IT Glue account of the company, which every Connect must prove. */
export type PinnedAccount = {
  connectionId: string;
  accountId: string;
  accountName: string;
  server: ItGlueServer;
};

/**
 * The account people connect to, whoever counts: a counting user who must connect again finds it too.
 * @throws CommandRefused "it-glue-not-set-up" before an account was proved, "it-glue-disabled".
 */
export async function pinnedAccount(ctx: CommandContext): Promise<PinnedAccount> {
  const [row] = await withTenant(ctx.scope, (db) =>
    db
      .select({ isEnabled: itGlueSettings.isEnabled, connection: itGlueConnection })
      .from(itGlueSettings)
      .innerJoin(
        itGlueConnection,
        and(
          eq(itGlueConnection.tenantId, itGlueSettings.tenantId),
          eq(itGlueConnection.id, itGlueSettings.connectionId),
        ),
      )
      .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId)),
  );
  if (!row) throw new CommandRefused("it-glue-not-set-up");
  if (!row.isEnabled) throw new CommandRefused("it-glue-disabled");
  const { id, accountId, accountName, server } = row.connection;
  return { connectionId: id, accountId, accountName, server };
}
