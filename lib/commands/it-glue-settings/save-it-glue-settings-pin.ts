import { and, eq, ne } from "drizzle-orm";
import type { Db } from "@/db/database";
import { itGlueConnection, userConnection } from "@/db/schema/it-glue";
import type { ItGlueSettingsInput } from "@/lib/inputs/it-glue-settings";
import type { ItGlueAccount } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { otherAccount } from "./prove-key";
import type { StoredSettings } from "./stored-settings";

/**
 * The connection of the proved account. Another account than the pinned one is taken only while nothing is linked.
 * @throws CommandRefused "it-glue-other-account", naming both.
 */
export async function pinAccount(
  db: Db,
  ctx: CommandContext,
  stored: StoredSettings | null,
  { server, apiKey }: ItGlueSettingsInput,
  { accountId, accountName }: ItGlueAccount,
): Promise<typeof itGlueConnection.$inferSelect> {
  const pinned = stored?.connection ?? null;
  const isOther = pinned !== null && (pinned.accountId !== accountId || pinned.server !== server);
  if (isOther && stored !== null && stored.linkCount > 0) {
    throw new CommandRefused("it-glue-other-account", { expected: pinned.accountName, found: accountName }, [
      {
        path: apiKey === "" ? "server" : "apiKey",
        message: otherAccount(pinned.accountName, accountName, stored.linkCount),
      },
    ]);
  }
  const [connection] = await db
    .insert(itGlueConnection)
    .values({
      tenantId: ctx.scope.tenantId,
      server,
      accountId,
      accountName,
      firstProvedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
    })
    .onConflictDoUpdate({
      target: [itGlueConnection.tenantId, itGlueConnection.server, itGlueConnection.accountId],
      set: { accountName },
    })
    .returning();
  if (!connection) throw new Error("The proved IT Glue account was not pinned.");
  return connection;
}

/** People were connected to the IT Glue account pinned before: their Connect proves nothing about this one. */
export async function askToReconnect(db: Db, ctx: CommandContext, connectionId: string): Promise<void> {
  await db
    .update(userConnection)
    .set({ status: "reconnect" })
    .where(
      and(
        eq(userConnection.tenantId, ctx.scope.tenantId),
        ne(userConnection.connectionId, connectionId),
        eq(userConnection.status, "connected"),
      ),
    );
}
