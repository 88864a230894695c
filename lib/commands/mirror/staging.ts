import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { assetStaging, assetStagingUnchanged } from "@/db/schema/mirror";
import type { Gathered } from "@/lib/domain/mirror/full-read";
import type { CommandContext } from "../context";

/** Ids of everything a pass has staged, as a sub-select; an id may be in it more than once. */
export function stagedIds(ctx: CommandContext, passId: string) {
  return sql`(
    SELECT id FROM asset_staging WHERE tenant_id = ${ctx.scope.tenantId}::uuid AND pass_id = ${passId}::uuid
    UNION ALL
    SELECT unnest(ids) FROM asset_staging_unchanged
     WHERE tenant_id = ${ctx.scope.tenantId}::uuid AND pass_id = ${passId}::uuid)`;
}

/** How many different assets a pass has staged, and if asked, a digest of their ids. */
export async function gatherStaged(
  db: Db,
  ctx: CommandContext,
  passId: string,
  { withDigest }: { withDigest: boolean },
): Promise<Gathered> {
  const digest = withDigest ? sql`md5(coalesce(string_agg(id, ',' ORDER BY id), ''))` : sql`NULL`;
  // Hashed, and in memory: to sort the ids of a large type takes five times as long.
  await db.execute(sql`SET LOCAL work_mem = '64MB'`);
  const result: unknown = await db.execute(sql`
    SELECT count(*)::int AS distinct, ${digest} AS digest
      FROM (SELECT DISTINCT id FROM ${stagedIds(ctx, passId)} AS staged) AS different`);
  const { rows } = result as { rows: Gathered[] };
  return rows[0]!;
}

/** `differing`: those that the mirror did not hold with the very same content. */
export type StagedThere = { staged: number; differing: number; newestUpdatedAt: string | null };

/** What is there of what a pass has staged: as many as it remembers, unless a crash of the database took it. */
export async function stagedThere(db: Db, ctx: CommandContext, passId: string): Promise<StagedThere> {
  const result: unknown = await db.execute(sql`
    SELECT sum(number)::int AS staged, sum(differing)::int AS differing, max(newest) AS newest
      FROM (
        SELECT count(*) AS number, count(*) AS differing, max(it_glue_updated_at) AS newest FROM asset_staging
         WHERE tenant_id = ${ctx.scope.tenantId}::uuid AND pass_id = ${passId}::uuid
        UNION ALL
        SELECT coalesce(sum(cardinality(ids)), 0), 0, max(newest_updated_at) FROM asset_staging_unchanged
         WHERE tenant_id = ${ctx.scope.tenantId}::uuid AND pass_id = ${passId}::uuid) AS parts`);
  const { rows } = result as { rows: { staged: number; differing: number; newest: string | Date | null }[] };
  const { newest, ...numbers } = rows[0]!;
  return { ...numbers, newestUpdatedAt: newest === null ? null : new Date(newest).toISOString() };
}

export async function clearStaging(db: Db, ctx: CommandContext, passId: string): Promise<void> {
  for (const table of [assetStaging, assetStagingUnchanged])
    await db.delete(table).where(and(eq(table.tenantId, ctx.scope.tenantId), eq(table.passId, passId)));
}
