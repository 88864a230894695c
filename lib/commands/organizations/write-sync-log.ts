import type { Db } from "@/db/database";
import { organizationSyncLog } from "@/db/schema/organization-sync";
import type { SyncLogEntry } from "@/lib/domain/organization-sync/sync-log";
import type { CommandContext } from "../context";
import { inChunks } from "./in-chunks";

/** Writes rows of the sync log, in their order, in the transaction of what they tell. */
export async function writeSyncLog(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  entries: readonly SyncLogEntry[],
): Promise<void> {
  const at = ctx.now().toString({ smallestUnit: "millisecond" });
  await inChunks(entries, (rows) =>
    db.insert(organizationSyncLog).values(
      rows.map(({ detail, ...entry }) => ({
        ...entry,
        tenantId: ctx.scope.tenantId,
        connectionId,
        at,
        detail: detail ?? null,
        actorName: ctx.actor.name,
      })),
    ),
  );
}
