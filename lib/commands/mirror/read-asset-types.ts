import { and, eq, isNull, notInArray, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { assetType } from "@/db/schema/mirror";
import type { AssetType } from "@/lib/domain/counting/count-rule";
import type { ReadOptions } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import { openTenantGateway, type TenantGateway } from "../it-glue-settings/tenant-gateway";

/**
 * Reads every asset type with its fields from IT Glue and keeps them in the mirror; a type that is gone is marked, never
 * deleted, because rules name it.
 * @throws ItGlueError when IT Glue cannot be read: the mirror then stays as it was.
 */
export async function readAssetTypes(
  ctx: CommandContext,
  opened?: TenantGateway,
  options?: ReadOptions,
): Promise<AssetType[]> {
  const { gateway, connectionId } = opened ?? (await openTenantGateway(ctx));
  const types = await gateway.assetTypes(options);
  await keepAssetTypes(ctx, connectionId, types);
  return types;
}

/** Puts all types of an IT Glue account, as just read, into the mirror. Opens its own transaction. */
export async function keepAssetTypes(
  ctx: CommandContext,
  connectionId: string,
  types: readonly AssetType[],
): Promise<void> {
  const readAt = ctx.now().toString({ smallestUnit: "millisecond" });
  await withTenant(ctx.scope, async (db) => {
    const own = and(eq(assetType.tenantId, ctx.scope.tenantId), eq(assetType.connectionId, connectionId));
    if (types.length > 0) {
      await db
        .insert(assetType)
        .values(
          types.map((type) => ({
            ...type,
            tenantId: ctx.scope.tenantId,
            connectionId,
            readAt,
            missingSince: null,
          })),
        )
        .onConflictDoUpdate({
          target: [assetType.tenantId, assetType.connectionId, assetType.id],
          set: {
            name: sql`excluded.name`,
            isEnabled: sql`excluded.is_enabled`,
            fields: sql`excluded.fields`,
            readAt: sql`excluded.read_at`,
            missingSince: sql`null`,
          },
        });
    }
    const gone =
      types.length > 0
        ? notInArray(
            assetType.id,
            types.map((type) => type.id),
          )
        : undefined;
    await db
      .update(assetType)
      .set({ missingSince: readAt })
      .where(and(own, isNull(assetType.missingSince), gone));
  });
}
