import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { assetType } from "@/db/schema/mirror";
import type { AssetType } from "@/lib/domain/counting/count-rule";
import type { CommandContext } from "../context";

/** An asset type as it was last read, gone or not; null where it never was. */
export async function mirroredType(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  assetTypeId: string,
): Promise<AssetType | null> {
  const [found] = await mirroredTypeQuery(db, ctx, connectionId, assetTypeId);
  return found ?? null;
}

/** The same as a query, on its own or in another one. */
export function mirroredTypeQuery(
  db: Db,
  ctx: CommandContext,
  connectionId: string | SQL<string | null>,
  assetTypeId: string,
) {
  return db
    .select({
      id: assetType.id,
      name: assetType.name,
      isEnabled: sql<boolean>`${assetType.isEnabled}`.as("isEnabled"),
      fields: assetType.fields,
    })
    .from(assetType)
    .where(
      and(
        eq(assetType.tenantId, ctx.scope.tenantId),
        eq(assetType.connectionId, connectionId),
        eq(assetType.id, assetTypeId),
      ),
    );
}
