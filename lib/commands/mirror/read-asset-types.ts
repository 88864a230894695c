import { and, eq, isNull, notInArray, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
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
  await withTenant(ctx.scope, (db) => writeAssetTypes(db, ctx, connectionId, types));
}

/** The same within a transaction, in one statement: types that were read, and the marks of those that were not. */
export async function writeAssetTypes(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  types: readonly AssetType[],
): Promise<void> {
  const readAt = ctx.now().toString({ smallestUnit: "millisecond" });
  const { tenantId } = ctx.scope;
  const kept = () =>
    db.$with("kept").as(
      db
        .insert(assetType)
        .values(types.map((type) => ({ ...type, tenantId, connectionId, readAt, missingSince: null })))
        .onConflictDoUpdate({
          target: [assetType.tenantId, assetType.connectionId, assetType.id],
          set: {
            name: sql`excluded.name`,
            isEnabled: sql`excluded.is_enabled`,
            fields: sql`excluded.fields`,
            readAt: sql`excluded.read_at`,
            missingSince: sql`null`,
          },
        })
        .returning({ id: assetType.id }),
    );
  const gone = notInArray(
    assetType.id,
    types.map((type) => type.id),
  );
  await db
    .with(...(types.length > 0 ? [kept()] : []))
    .update(assetType)
    .set({ missingSince: readAt })
    .where(
      and(
        eq(assetType.tenantId, tenantId),
        eq(assetType.connectionId, connectionId),
        isNull(assetType.missingSince),
        gone,
      ),
    );
}
