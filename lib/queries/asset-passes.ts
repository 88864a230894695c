import { and, asc, desc, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { itGlueSettings } from "@/db/schema/it-glue";
import { assetPass, assetType, assetTypeMirror } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** One read of all assets of a type, or of its newest changes. */
export type AssetPassRow = {
  id: string;
  assetTypeId: string;
  /** As last read from IT Glue; null for a type that was never listed. */
  assetTypeName: string | null;
  kind: "full" | "quick";
  /** A code: why it was full, why a quick one did not stand, or what broke it off. */
  reason: string;
  status: "running" | "finished" | "abandoned";
  startedAt: string;
  finishedAt: string | null;
  pages: number;
  /** Requests for pages; one more in each step proves the account. */
  requests: number;
  milliseconds: number;
  /** Assets of the type, archived ones among them, once it was finished. */
  assets: number;
  changed: number;
  missing: number;
};

const COLUMNS = {
  id: assetPass.id,
  assetTypeId: assetPass.assetTypeId,
  assetTypeName: assetType.name,
  kind: assetPass.kind,
  reason: assetPass.reason,
  status: assetPass.status,
  startedAt: assetPass.startedAt,
  finishedAt: assetPass.finishedAt,
  pages: assetPass.pages,
  requests: assetPass.requests,
  milliseconds: assetPass.milliseconds,
  assets: assetPass.assets,
  changed: assetPass.changed,
  missing: assetPass.missing,
};

function passes(db: Db) {
  return db
    .select(COLUMNS)
    .from(assetPass)
    .leftJoin(
      assetType,
      and(
        eq(assetType.tenantId, assetPass.tenantId),
        eq(assetType.connectionId, assetPass.connectionId),
        eq(assetType.id, assetPass.assetTypeId),
      ),
    );
}

/** Passes of a run, in the order they were begun. */
export async function assetPassesOfRun(scope: TenantScope, runId: string): Promise<AssetPassRow[]> {
  return withTenant(scope, (db) =>
    passes(db)
      .where(and(eq(assetPass.tenantId, scope.tenantId), eq(assetPass.runId, runId)))
      .orderBy(asc(assetPass.position)),
  );
}

/** How the mirror of one asset type stands, for the health panel of the IT Glue settings. */
export type AssetTypeMirrorRow = {
  /** The last pass, whatever came of it. */
  last: AssetPassRow;
  /** What the last finished pass left; null where none ever finished. */
  mirror: { assetCount: number; lastPassAt: string; lastFullPassAt: string } | null;
};

/** The last pass of each asset type under the connection of the settings, by the type's name. */
export async function lastAssetPasses(scope: TenantScope): Promise<AssetTypeMirrorRow[]> {
  return withTenant(scope, async (db) => {
    const [settings] = await db
      .select({ connectionId: itGlueSettings.connectionId })
      .from(itGlueSettings)
      .where(eq(itGlueSettings.tenantId, scope.tenantId));
    if (!settings?.connectionId) return [];
    const { connectionId } = settings;
    const last = await passes(db)
      .where(
        and(
          eq(assetPass.tenantId, scope.tenantId),
          eq(assetPass.connectionId, connectionId),
          sql`${assetPass.position} = (SELECT max(newest.position) FROM asset_pass newest
               WHERE newest.tenant_id = ${assetPass.tenantId} AND newest.connection_id = ${assetPass.connectionId}
                 AND newest.asset_type_id = ${assetPass.assetTypeId})`,
        ),
      )
      .orderBy(asc(assetType.name), desc(assetPass.position));
    const mirrors = await db
      .select({
        assetTypeId: assetTypeMirror.assetTypeId,
        assetCount: assetTypeMirror.assetCount,
        lastPassAt: assetTypeMirror.lastPassAt,
        lastFullPassAt: assetTypeMirror.lastFullPassAt,
      })
      .from(assetTypeMirror)
      .where(
        and(eq(assetTypeMirror.tenantId, scope.tenantId), eq(assetTypeMirror.connectionId, connectionId)),
      );
    const byType = new Map(mirrors.map(({ assetTypeId, ...mirror }) => [assetTypeId, mirror]));
    return last.map((pass) => ({ last: pass, mirror: byType.get(pass.assetTypeId) ?? null }));
  });
}
