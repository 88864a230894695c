import { and, desc, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { organizationSyncLog } from "@/db/schema/organization-sync";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import type { SyncLogEntry } from "@/lib/domain/organization-sync/sync-log";
import type { CommandContext } from "../context";
import { holdSyncSettings } from "./sync-settings";
import { writeSyncLog } from "./write-sync-log";

/** Records that a change could not be sent; the same failure of the same record is told once in a row. */
export async function recordFailure(
  ctx: CommandContext,
  connectionId: string,
  entry: SyncLogEntry & { accountId: string },
): Promise<void> {
  const log = organizationSyncLog;
  await withTenant(ctx.scope, async (db) => {
    await holdSyncSettings(db, ctx, connectionId);
    const [last] = await db
      .select({ event: log.event, reason: log.reason, fields: log.fields })
      .from(log)
      .where(
        and(
          eq(log.tenantId, ctx.scope.tenantId),
          eq(log.connectionId, connectionId),
          eq(log.accountId, entry.accountId),
        ),
      )
      .orderBy(desc(log.position))
      .limit(1);
    const { event, reason, fields } = entry;
    if (last && canonicalJson(last) === canonicalJson({ event, reason, fields })) return;
    await writeSyncLog(db, ctx, connectionId, [entry]);
  });
}
