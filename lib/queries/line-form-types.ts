import { and, asc, count, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { accountOrganization } from "@/db/schema/account";
import { asset, assetType, assetTypeMirror } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { AssetType } from "@/lib/domain/counting/count-rule";

/** An asset type as the service line form offers it. */
export type FormAssetType = AssetType & {
  /** How many the account has, archived ones left out, as last read; null: unknown, which is not 0. */
  assets: number | null;
  /** When the assets of this type were last read from IT Glue; null: never. */
  assetsReadAt: string | null;
};

/** Asset types of a connection by name, with what an account has of each. `typesReadAt` is null where none was ever read. */
export async function formAssetTypes(
  db: Db,
  scope: TenantScope,
  { connectionId, accountId, isMapped }: { connectionId: string; accountId: string; isMapped: boolean },
): Promise<{ assetTypes: FormAssetType[]; typesReadAt: string | null }> {
  const types = await db
    .select({ type: assetType, assetsReadAt: assetTypeMirror.lastPassAt })
    .from(assetType)
    .leftJoin(
      assetTypeMirror,
      and(
        eq(assetTypeMirror.tenantId, assetType.tenantId),
        eq(assetTypeMirror.connectionId, assetType.connectionId),
        eq(assetTypeMirror.assetTypeId, assetType.id),
      ),
    )
    .where(
      and(
        eq(assetType.tenantId, scope.tenantId),
        eq(assetType.connectionId, connectionId),
        isNull(assetType.missingSince),
      ),
    )
    .orderBy(asc(sql`lower(${assetType.name})`));
  const counts = await db
    .select({ assetTypeId: asset.assetTypeId, assets: count() })
    .from(accountOrganization)
    .innerJoin(
      asset,
      and(
        eq(asset.tenantId, accountOrganization.tenantId),
        eq(asset.connectionId, accountOrganization.connectionId),
        eq(asset.organizationId, accountOrganization.organizationId),
      ),
    )
    .where(
      and(
        eq(accountOrganization.tenantId, scope.tenantId),
        eq(accountOrganization.connectionId, connectionId),
        eq(accountOrganization.accountId, accountId),
        eq(asset.isArchived, false),
        isNull(asset.missingSince),
      ),
    )
    .groupBy(asset.assetTypeId);
  const assetsOf = new Map(counts.map(({ assetTypeId, assets }) => [assetTypeId, assets]));
  return {
    assetTypes: types.map(({ type: { id, name, isEnabled, fields }, assetsReadAt }) => ({
      ...{ id, name, isEnabled, fields, assetsReadAt },
      assets: assetsReadAt === null || !isMapped ? null : (assetsOf.get(id) ?? 0),
    })),
    typesReadAt: types[0]?.type.readAt ?? null,
  };
}
