import { and, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
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

/** All that is kept of an asset, as text: `t` is the JSON of its traits. Under the keys that its hash is made with. */
type Content = { o: string; n: string; t: string; a: boolean; r: boolean; u: string | null; at: string };

/** An asset of a page; `contentHash` is the SHA-256 of what is kept of it. */
export type ReadAsset = { id: string; updatedAtMs: number; content: Content; contentHash: string };

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
    const { content, text } = contentOf(record);
    return { id: record.id, updatedAtMs, content, contentHash: sha256Of(text) };
  });
}

/** What is kept of a record, and its JSON text. */
function contentOf(record: AssetRecord): { content: Content; text: string } {
  const {
    organizationId: o,
    name: n,
    isArchived: a,
    isRestricted: r,
    resourceUrl: u,
    updatedAt: at,
  } = record;
  const content = { o, n, t: JSON.stringify(record.traits), a, r, u, at };
  const text = textOf(content);
  return UNKEPT.test(text) ? keepable(text) : { content, text };
}

function textOf({ o, n, t, a, r, u, at }: Content): string {
  return `{"o":${JSON.stringify(o)},"n":${JSON.stringify(n)},"t":${t},"a":${a},"r":${r},"u":${JSON.stringify(u)},"at":${JSON.stringify(at)}}`;
}

function keepable(text: string): { content: Content; text: string } {
  const kept = text.replace(ESCAPE, (escaped, code: string | undefined) =>
    code === "0000" || code?.startsWith("d") ? REPLACEMENT : escaped,
  );
  const parts = JSON.parse(kept) as Omit<Content, "t"> & { t: unknown };
  return { content: { ...parts, t: JSON.stringify(parts.t) }, text: kept };
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
  const result: unknown = await db.execute(sql`
    WITH staged AS (
      INSERT INTO asset_staging (tenant_id, pass_id, id, organization_id, name, traits, is_archived, is_restricted,
                                 resource_url, it_glue_updated_at, content_hash)
      SELECT ${ctx.scope.tenantId}::uuid, ${pass.id}::uuid, id, o, n, t, a, r, u, at, h
        FROM ${rowsOfPage(assets)}
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

/** Between the traits of a page: JSON text never holds a control character as it is. */
const SEPARATOR = "\u001e";

/**
 * Assets as a relation `page` of a statement, a parameter for each column: text that the database takes apart in a third of the
 * time it needs for an array of JSON objects. `OFFSET` keeps it from doing so twice, the first time to guess how many there are.
 */
export function rowsOfPage(assets: readonly ReadAsset[]): SQL {
  const column = (of: (read: ReadAsset) => string | boolean | null) =>
    sql`${arrayOf(assets.map((read) => of(read)))}::text`;
  const traits = assets.map(({ content }) => content.t).join(SEPARATOR);
  return sql`(
    SELECT id, h, o, n, t::jsonb AS t, a, r, u, at
      FROM (
        SELECT ${column(({ id }) => id)}::text[] AS ids, ${column(({ contentHash }) => contentHash)}::text[] AS hs,
               ${column(({ content }) => content.o)}::text[] AS os, ${column(({ content }) => content.n)}::text[] AS ns,
               string_to_array(${traits}::text, ${SEPARATOR}::text) AS ts,
               ${column(({ content }) => content.a)}::boolean[] AS archived, ${column(({ content }) => content.r)}::boolean[] AS restricted,
               ${column(({ content }) => content.u)}::text[] AS us, ${column(({ content }) => content.at)}::timestamptz(3)[] AS ats
        OFFSET 0) AS given
      CROSS JOIN LATERAL unnest(ids, hs, os, ns, ts, archived, restricted, us, ats) AS columns(id, h, o, n, t, a, r, u, at)) AS page`;
}

/** The text of a Postgres array; written here, since each driver has its own idea of a parameter that is an array. */
function arrayOf(values: readonly (string | boolean | null)[]): string {
  const element = (value: string | boolean | null) => {
    if (typeof value !== "string") return String(value);
    return NEEDS_ESCAPE.test(value) ? `"${value.replace(/["\\]/g, "\\$&")}"` : `"${value}"`;
  };
  return `{${values.map(element).join(",")}}`;
}

const NEEDS_ESCAPE = /["\\]/;
