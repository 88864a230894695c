import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { sha256Of } from "#sha256";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { asset, assetStagingUnchanged } from "@/db/schema/mirror";
import { type AssetRecord, ItGlueError } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import type { OpenPass } from "./open-pass";

/** Escapes in JSON text: Postgres keeps neither a NUL nor half a surrogate pair. */
const ESCAPE = /\\(?:u([0-9a-f]{4})|.)/g;
const UNKEPT = /\\u0000|\\ud[89a-f]/;
const REPLACEMENT = "\\ufffd";

/** An asset of a page: `content` is JSON text of all that is kept of it, `contentHash` the SHA-256 of that text. */
export type ReadAsset = { id: string; updatedAtMs: number; content: string; contentHash: string };

/**
 * The records of a page for staging, each asset once, its newest copy.
 * @throws ItGlueError "malformed" for an asset of another type, or one whose `updated-at` is no time: without it nobody
 * could tell which of two copies is the newer.
 */
export function readAssets(records: readonly AssetRecord[], assetTypeId: string): ReadAsset[] {
  const newest = new Map<string, { record: AssetRecord; updatedAtMs: number }>();
  for (const record of records) {
    if (record.assetTypeId !== assetTypeId)
      throw new ItGlueError("malformed", "IT Glue's list holds an asset of another type", 200);
    const updatedAtMs = Date.parse(record.updatedAt);
    if (Number.isNaN(updatedAtMs))
      throw new ItGlueError("malformed", `Asset ${record.id} of IT Glue has no readable updated-at`, 200);
    const other = newest.get(record.id);
    if (!other || other.updatedAtMs <= updatedAtMs) newest.set(record.id, { record, updatedAtMs });
  }
  return Array.from(newest.values(), ({ record, updatedAtMs }) => {
    const content = contentOf(record);
    return { id: record.id, updatedAtMs, content, contentHash: sha256Of(content) };
  });
}

/** Only what is kept, under keys of one or two letters: every byte is read again by the database. */
function contentOf(record: AssetRecord): string {
  const { organizationId: o, name: n, traits: t, isArchived: a, isRestricted: r, resourceUrl: u } = record;
  const text = JSON.stringify({ o, n, t, a, r, u, at: record.updatedAt });
  if (!UNKEPT.test(text)) return text;
  return text.replace(ESCAPE, (escaped, code: string | undefined) =>
    code === "0000" || code?.startsWith("d") ? REPLACEMENT : escaped,
  );
}

/** Content hashes of the assets that the mirror holds as present under the pass's type, by id. */
export type MirroredHashes = ReadonlyMap<string, string>;

/** So many hashes come at once: what is not needed of an answer is gone before the next one. */
const HASHES_AT_ONCE = 20_000;

/**
 * What the mirror holds, for a full pass to tell what it need not write. The mirror cannot change under the pass, which is
 * closed over no other state than the one it began with.
 */
export async function mirroredHashes(
  ctx: CommandContext,
  { connectionId, assetTypeId }: Pick<OpenPass, "connectionId" | "assetTypeId">,
): Promise<MirroredHashes> {
  const hashes = new Map<string, string>();
  let after = "";
  while (true) {
    const rows = await withTenant(ctx.scope, async (db) => {
      // Along the primary key: of a table that was just filled the planner knows nothing, and would sort it each time.
      await db.execute(sql`SET LOCAL enable_sort = off`);
      return db
        .select({ id: asset.id, contentHash: asset.contentHash })
        .from(asset)
        .where(
          and(
            eq(asset.tenantId, ctx.scope.tenantId),
            eq(asset.connectionId, connectionId),
            eq(asset.assetTypeId, assetTypeId),
            isNull(asset.missingSince),
            gt(asset.id, after),
          ),
        )
        .orderBy(asset.id)
        .limit(HASHES_AT_ONCE);
    });
    for (const { id, contentHash } of rows) hashes.set(id, contentHash);
    if (rows.length < HASHES_AT_ONCE) return hashes;
    after = rows.at(-1)!.id;
  }
}

/** Parts the assets of a page into those that the mirror holds with this very content, and all others. */
export function againstMirror(assets: readonly ReadAsset[], mirrored: MirroredHashes) {
  const [unchanged, differing] = [[] as ReadAsset[], [] as ReadAsset[]];
  for (const read of assets) (mirrored.get(read.id) === read.contentHash ? unchanged : differing).push(read);
  return { unchanged, differing };
}

/** Stages what the mirror holds already: the ids alone, in one row. On a quiet night that is all there is to write. */
export async function stageUnchanged(
  db: Db,
  ctx: CommandContext,
  pass: Pick<OpenPass, "id" | "progress">,
  assets: readonly ReadAsset[],
): Promise<void> {
  if (assets.length === 0) return;
  const newestMs = assets.reduce((newest, { updatedAtMs }) => Math.max(newest, updatedAtMs), 0);
  await db.insert(assetStagingUnchanged).values({
    tenantId: ctx.scope.tenantId,
    passId: pass.id,
    revision: pass.progress.revision,
    ids: assets.map(({ id }) => id),
    newestUpdatedAt: new Date(newestMs).toISOString(),
  });
}

/**
 * Stages assets in one statement, however many; one that came before keeps its newer copy. Answers how many were not
 * staged before.
 */
export async function stageDiffering(
  db: Db,
  ctx: CommandContext,
  pass: Pick<OpenPass, "id">,
  assets: readonly ReadAsset[],
): Promise<number> {
  if (assets.length === 0) return 0;
  const records = assets.map(
    ({ id, content, contentHash }) => `{"id":${JSON.stringify(id)},"h":"${contentHash}",${content.slice(1)}`,
  );
  const result: unknown = await db.execute(sql`
    WITH staged AS (
      INSERT INTO asset_staging (tenant_id, pass_id, id, organization_id, name, traits, is_archived, is_restricted,
                                 resource_url, it_glue_updated_at, content_hash)
      SELECT ${ctx.scope.tenantId}::uuid, ${pass.id}::uuid, id, o, n, t, a, r, u, at, h
        FROM json_to_recordset(${`[${records.join(",")}]`}::text::json)
          AS page(id text, h text, o text, n text, t jsonb, a boolean, r boolean, u text, at timestamptz(3))
      ON CONFLICT (tenant_id, pass_id, id) DO UPDATE SET
        organization_id = excluded.organization_id, name = excluded.name, traits = excluded.traits,
        is_archived = excluded.is_archived, is_restricted = excluded.is_restricted,
        resource_url = excluded.resource_url, it_glue_updated_at = excluded.it_glue_updated_at,
        content_hash = excluded.content_hash
      WHERE asset_staging.it_glue_updated_at <= excluded.it_glue_updated_at
      RETURNING xmax = 0 AS is_new)
    SELECT count(*) FILTER (WHERE is_new)::int AS number FROM staged`);
  const { rows } = result as { rows: { number: number }[] };
  return rows[0]!.number;
}
