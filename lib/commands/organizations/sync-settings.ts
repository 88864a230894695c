import { eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { itGlueSettings } from "@/db/schema/it-glue";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

const SYNC_SETTINGS = {
  connectionId: itGlueSettings.connectionId,
  isEnabled: itGlueSettings.isEnabled,
  isTwoWaySyncEnabled: itGlueSettings.isTwoWaySyncEnabled,
  syncedTypeIds: itGlueSettings.syncedTypeIds,
  syncedStatusIds: itGlueSettings.syncedStatusIds,
  accountDefaults: itGlueSettings.accountDefaults,
  organizationsSyncedAt: itGlueSettings.organizationsSyncedAt,
  revision: itGlueSettings.organizationsRevision,
};
export type SyncSettings = Pick<
  typeof itGlueSettings.$inferSelect,
  | "connectionId"
  | "isEnabled"
  | "isTwoWaySyncEnabled"
  | "syncedTypeIds"
  | "syncedStatusIds"
  | "accountDefaults"
  | "organizationsSyncedAt"
> & { revision: number };

/** The settings a sync goes by; null before the first save. */
export async function syncSettings(db: Db, ctx: CommandContext): Promise<SyncSettings | null> {
  const [row] = await db
    .select(SYNC_SETTINGS)
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId));
  return row ?? null;
}

/**
 * Holds the settings until the transaction ends: what was read belongs to the IT Glue account that is still the pinned
 * one. Whoever links organizations holds them first, too.
 * @throws CommandRefused "changed-meanwhile", "it-glue-disabled".
 */
export async function holdSyncSettings(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
): Promise<SyncSettings> {
  const [settings] = await db
    .select(SYNC_SETTINGS)
    .from(itGlueSettings)
    .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId))
    .for("update");
  if (settings?.connectionId !== connectionId)
    throw new CommandRefused("changed-meanwhile", { what: "IT Glue connection" });
  if (!settings.isEnabled) throw new CommandRefused("it-glue-disabled");
  return settings;
}

/** Notes that something of the organizations is written: reads of IT Glue under way are older than it. */
export async function raiseRevision(db: Db, ctx: CommandContext): Promise<number> {
  const [row] = await db
    .update(itGlueSettings)
    .set({ organizationsRevision: sql`${itGlueSettings.organizationsRevision} + 1` })
    .where(eq(itGlueSettings.tenantId, ctx.scope.tenantId))
    .returning({ revision: itGlueSettings.organizationsRevision });
  return row!.revision;
}
