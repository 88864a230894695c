import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import type { CommandContext } from "../context";
import { assetOf } from "./asset-of";
import type { OpenPass } from "./open-pass";
import { type StagedThere, stagedIds } from "./staging";

/** Assets a pass has staged that the mirror does not hold as present under this type. */
export async function unknownToMirror(db: Db, ctx: CommandContext, pass: OpenPass): Promise<number> {
  const result: unknown = await db.execute(sql`
    SELECT count(*)::int AS number
      FROM asset_staging s LEFT JOIN ${mirrored(ctx, pass, sql`s.id`)} AS a ON true
     WHERE s.tenant_id = ${ctx.scope.tenantId} AND s.pass_id = ${pass.id}
       AND (a.asset_type_id IS DISTINCT FROM ${pass.assetTypeId} OR a.missing_since IS NOT NULL)`);
  return numberOf(result);
}

const mirrored = (ctx: CommandContext, { connectionId }: OpenPass, id: SQL) =>
  assetOf(ctx.scope, connectionId, id);

/** The same of what is staged. */
const staged = (ctx: CommandContext, pass: OpenPass, id: SQL) => sql`LATERAL (
  SELECT * FROM asset_staging
   WHERE asset_staging.tenant_id = ${ctx.scope.tenantId} AND asset_staging.pass_id = ${pass.id} AND asset_staging.id = ${id}
   LIMIT 1)`;

/**
 * When a change of `a` was seen: `seenAt`, or a moment after the version before it, where a clock stood still meanwhile.
 */
const momentOf = (seenAt: string) => sql`
  greatest(${seenAt}::timestamptz, (
    SELECT max(v.seen_until) + interval '1 millisecond' FROM asset_version v
     WHERE v.tenant_id = a.tenant_id AND v.connection_id = a.connection_id AND v.asset_id = a.id))`;

const VERSION_COLUMNS = sql`tenant_id, connection_id, asset_id, seen_until, seen_since, organization_id, asset_type_id,
  name, traits, is_archived, is_restricted, it_glue_updated_at, was_missing`;

/** Its former content, of an asset `a` that changed at the moment `m.at`. */
const FORMER = sql`a.tenant_id, a.connection_id, a.id, m.at, a.seen_since, a.organization_id, a.asset_type_id, a.name,
  a.traits, a.is_archived, a.is_restricted, a.it_glue_updated_at, a.missing_since IS NOT NULL`;

/** What staging and mirror both keep of an asset, beside its id and hash. */
const CONTENT = [
  "organization_id",
  "name",
  "traits",
  "is_archived",
  "is_restricted",
  "resource_url",
  "it_glue_updated_at",
] as const;

const columns = (names: readonly string[], prefix = "") =>
  sql.raw(names.map((name) => prefix + name).join(", "));

/**
 * Writes staged assets that are new, have other content than the mirror, or were missing; keeps what stood before as a
 * version. A copy with an older `updated-at` than the mirror's shows that the asset is there, and changes nothing else.
 * Answers how many assets were written.
 */
export async function writeChanged(
  db: Db,
  ctx: CommandContext,
  pass: OpenPass,
  { seenAt, there }: { seenAt: string; there: StagedThere },
): Promise<number> {
  const added = await addNew(db, ctx, pass, seenAt);
  // At a first pass all are new: then there is none to compare.
  return added === there.differing ? added : added + (await changeKnown(db, ctx, pass, seenAt));
}

async function addNew(db: Db, ctx: CommandContext, pass: OpenPass, seenAt: string): Promise<number> {
  const result: unknown = await db.execute(sql`
    WITH added AS (
      INSERT INTO asset (tenant_id, connection_id, id, asset_type_id, content_hash, seen_since, ${columns(CONTENT)})
      SELECT s.tenant_id, ${pass.connectionId}::uuid, s.id, ${pass.assetTypeId}, s.content_hash, ${seenAt}::timestamptz,
             ${columns(CONTENT, "s.")}
        FROM asset_staging s
       WHERE s.tenant_id = ${ctx.scope.tenantId} AND s.pass_id = ${pass.id}
      ON CONFLICT (tenant_id, connection_id, id) DO NOTHING
      RETURNING 1)
    SELECT count(*)::int AS number FROM added`);
  return numberOf(result);
}

/**
 * Those that the mirror held before, one statement: every part of it sees the mirror as it was, and finds what it writes by its
 * key. Where a hash alone differs (by the order of keys, or another way of hashing) nothing but the hash changes, and it is not
 * counted.
 */
async function changeKnown(db: Db, ctx: CommandContext, pass: OpenPass, seenAt: string): Promise<number> {
  const content = CONTENT.map((name) => `CASE WHEN m.is_older THEN a.${name} ELSE s.${name} END`);
  const names = ["asset_type_id", "content_hash", "seen_since", "missing_since", ...CONTENT];
  const result: unknown = await db.execute(sql`
    WITH compared AS (
      SELECT s.id, a.it_glue_updated_at > s.it_glue_updated_at AS is_older, ${momentOf(seenAt)} AS at,
             a.missing_since IS NULL
             AND (a.asset_type_id, ${columns(CONTENT, "a.")}) IS NOT DISTINCT FROM
                 (${pass.assetTypeId}, ${columns(CONTENT, "s.")}) AS is_same
        FROM asset_staging s CROSS JOIN ${mirrored(ctx, pass, sql`s.id`)} AS a
       WHERE s.tenant_id = ${ctx.scope.tenantId} AND s.pass_id = ${pass.id}
         AND (a.missing_since IS NOT NULL
              OR (a.it_glue_updated_at <= s.it_glue_updated_at
                  AND (a.content_hash <> s.content_hash OR a.asset_type_id <> ${pass.assetTypeId})))
    ), versions AS (
      INSERT INTO asset_version (${VERSION_COLUMNS})
      SELECT ${FORMER} FROM compared m CROSS JOIN ${mirrored(ctx, pass, sql`m.id`)} AS a WHERE NOT m.is_same
    ), written AS (
      INSERT INTO asset (tenant_id, connection_id, id, ${columns(names)})
      SELECT a.tenant_id, a.connection_id, a.id,
             CASE WHEN m.is_older THEN a.asset_type_id ELSE ${pass.assetTypeId} END,
             CASE WHEN m.is_older THEN a.content_hash ELSE s.content_hash END,
             CASE WHEN m.is_same THEN a.seen_since ELSE m.at END,
             NULL, ${sql.raw(content.join(", "))}
        FROM compared m CROSS JOIN ${staged(ctx, pass, sql`m.id`)} AS s CROSS JOIN ${mirrored(ctx, pass, sql`m.id`)} AS a
      ON CONFLICT (tenant_id, connection_id, id) DO UPDATE SET
        ${sql.raw(names.map((name) => `${name} = excluded.${name}`).join(", "))}
    )
    SELECT (count(*) FILTER (WHERE NOT is_same))::int AS number FROM compared`);
  return numberOf(result);
}

/** Marks assets of the type that a full pass did not bring; what they held stays as a version. Answers how many. */
export async function markMissing(
  db: Db,
  ctx: CommandContext,
  pass: OpenPass,
  seenAt: string,
): Promise<number> {
  // Every asset with everything staged, which the database may take for empty: never one by one.
  await db.execute(sql`SET LOCAL enable_nestloop = off`);
  await db.execute(sql`SET LOCAL work_mem = '64MB'`);
  const result: unknown = await db.execute(sql`
    WITH moments AS (
      SELECT a.id, ${momentOf(seenAt)} AS at
        FROM asset a
       WHERE a.tenant_id = ${ctx.scope.tenantId} AND a.connection_id = ${pass.connectionId}
         AND a.asset_type_id = ${pass.assetTypeId} AND a.missing_since IS NULL
         AND NOT EXISTS (SELECT FROM ${stagedIds(ctx, pass)} AS s WHERE s.id = a.id)
    ), versions AS (
      INSERT INTO asset_version (${VERSION_COLUMNS})
      SELECT ${FORMER}
        FROM moments m
        JOIN asset a ON a.tenant_id = ${ctx.scope.tenantId} AND a.connection_id = ${pass.connectionId} AND a.id = m.id
    ), marked AS (
      UPDATE asset a SET missing_since = m.at, seen_since = m.at
        FROM moments m
       WHERE a.tenant_id = ${ctx.scope.tenantId} AND a.connection_id = ${pass.connectionId} AND a.id = m.id
    )
    SELECT count(*)::int AS number FROM moments`);
  await db.execute(sql`SET LOCAL enable_nestloop = on`);
  return numberOf(result);
}

/** The one number a statement answers, whatever driver is behind it. */
function numberOf(result: unknown): number {
  const { rows } = result as { rows: { number: number }[] };
  return rows[0]!.number;
}
