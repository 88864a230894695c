import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { assetStaging, assetStagingUnchanged } from "@/db/schema/mirror";
import type { Gathered } from "@/lib/domain/mirror/full-read";
import type { CommandContext } from "../context";
import { assetOf } from "./asset-of";
import type { OpenPass } from "./open-pass";

/** Ids of everything a pass has staged or filled in, as a sub-select; an id may be in it more than once. */
export function stagedIds(ctx: CommandContext, pass: OpenPass) {
  return sql`(
    SELECT id FROM asset_staging WHERE tenant_id = ${ctx.scope.tenantId}::uuid AND pass_id = ${pass.id}::uuid
    UNION ALL
    SELECT unnest(ids) FROM asset_staging_unchanged
     WHERE tenant_id = ${ctx.scope.tenantId}::uuid AND pass_id = ${pass.id}::uuid
    ${pass.isFilling ? sql`UNION ALL SELECT id FROM ${filled(ctx, pass)}` : sql``})`;
}

/** What a first pass has filled in is all that there is of its type. */
const filled = (ctx: CommandContext, { connectionId, assetTypeId }: OpenPass) => sql`(
  SELECT id, it_glue_updated_at FROM asset
   WHERE tenant_id = ${ctx.scope.tenantId}::uuid AND connection_id = ${connectionId}::uuid
     AND asset_type_id = ${assetTypeId}) AS filled`;

/** How many different assets a pass has staged, and if asked, a digest of their ids. */
export async function gatherStaged(
  db: Db,
  ctx: CommandContext,
  pass: OpenPass,
  { withDigest }: { withDigest: boolean },
): Promise<Gathered> {
  if (pass.isFilling && !withDigest) return { distinct: await distinctOfFill(db, ctx, pass), digest: null };
  const digest = withDigest ? sql`md5(coalesce(string_agg(id, ',' ORDER BY id), ''))` : sql`NULL`;
  // Hashed, and in memory: to sort the ids of a large type takes five times as long.
  await db.execute(sql`SET LOCAL work_mem = '64MB'`);
  const result: unknown = await db.execute(sql`
    SELECT count(*)::int AS distinct, ${digest} AS digest
      FROM (SELECT DISTINCT id FROM ${stagedIds(ctx, pass)} AS staged) AS different`);
  const { rows } = result as { rows: Gathered[] };
  return rows[0]!;
}

/** The mirror has each asset once: only those that were staged because another type held them can be in it as well by now. */
async function distinctOfFill(db: Db, ctx: CommandContext, pass: OpenPass): Promise<number> {
  const result: unknown = await db.execute(sql`
    SELECT ((SELECT count(*) FROM ${filled(ctx, pass)})
            + (SELECT count(*) FROM asset_staging s LEFT JOIN ${assetOf(ctx.scope, pass.connectionId, sql`s.id`)} AS a ON true
                WHERE s.tenant_id = ${ctx.scope.tenantId}::uuid AND s.pass_id = ${pass.id}::uuid
                  AND a.asset_type_id IS DISTINCT FROM ${pass.assetTypeId}))::int AS number`);
  const { rows } = result as { rows: { number: number }[] };
  return rows[0]!.number;
}

/** `differing`: staged since the mirror did not hold them with the very same content; `filled`: written into it already. */
export type StagedThere = {
  staged: number;
  differing: number;
  filled: number;
  newestUpdatedAt: string | null;
};

/** What is there of what a pass has staged or filled in: as many as it remembers, unless a crash of the database took it. */
export async function stagedThere(db: Db, ctx: CommandContext, pass: OpenPass): Promise<StagedThere> {
  const result: unknown = await db.execute(sql`
    SELECT sum(differing + unchanged + filled)::int AS staged, sum(differing)::int AS differing,
           sum(filled)::int AS filled, max(newest) AS newest
      FROM (
        SELECT count(*) AS differing, 0 AS unchanged, 0 AS filled, max(it_glue_updated_at) AS newest FROM asset_staging
         WHERE tenant_id = ${ctx.scope.tenantId}::uuid AND pass_id = ${pass.id}::uuid
        UNION ALL
        SELECT 0, coalesce(sum(cardinality(ids)), 0), 0, max(newest_updated_at) FROM asset_staging_unchanged
         WHERE tenant_id = ${ctx.scope.tenantId}::uuid AND pass_id = ${pass.id}::uuid
        ${pass.isFilling ? sql`UNION ALL SELECT 0, 0, count(*), max(it_glue_updated_at) FROM ${filled(ctx, pass)}` : sql``}
      ) AS parts`);
  const { rows } = result as {
    rows: (Omit<StagedThere, "newestUpdatedAt"> & { newest: string | Date | null })[];
  };
  const { newest, ...numbers } = rows[0]!;
  return { ...numbers, newestUpdatedAt: newest === null ? null : new Date(newest).toISOString() };
}

export async function clearStaging(db: Db, ctx: CommandContext, passId: string): Promise<void> {
  for (const table of [assetStaging, assetStagingUnchanged])
    await db.delete(table).where(and(eq(table.tenantId, ctx.scope.tenantId), eq(table.passId, passId)));
}
