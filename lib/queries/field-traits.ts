import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { itGlueSettings } from "@/db/schema/it-glue";
import { asset, assetType, type MirroredField } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** Suggestions and pasted lists need what is there, not everything there ever was. */
const ASSETS_LOOKED_AT = 2000;

/**
 * A field of an asset type, and what it holds in the assets last read; null where the type or field is not among them. Types
 * that no line bills yet have no assets here.
 */
export async function fieldTraits(
  db: Db,
  scope: TenantScope,
  { assetTypeId, fieldId }: { assetTypeId: string; fieldId: string },
): Promise<{ field: MirroredField; traits: unknown[] } | null> {
  const [type] = await db
    .select({ connectionId: assetType.connectionId, fields: assetType.fields })
    .from(assetType)
    .innerJoin(
      itGlueSettings,
      and(
        eq(itGlueSettings.tenantId, assetType.tenantId),
        eq(itGlueSettings.connectionId, assetType.connectionId),
      ),
    )
    .where(and(eq(assetType.tenantId, scope.tenantId), eq(assetType.id, assetTypeId)));
  const field = type?.fields.find(({ id }) => id === fieldId);
  if (!type || !field) return null;
  const rows = await db
    .select({ trait: sql<unknown>`${asset.traits} -> ${field.nameKey}` })
    .from(asset)
    .where(
      and(
        eq(asset.tenantId, scope.tenantId),
        eq(asset.connectionId, type.connectionId),
        eq(asset.assetTypeId, assetTypeId),
        isNull(asset.missingSince),
      ),
    )
    .limit(ASSETS_LOOKED_AT);
  return { field, traits: rows.map(({ trait }) => trait) };
}
