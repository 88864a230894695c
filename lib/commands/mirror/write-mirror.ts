import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import type { CommandContext } from "../context";
import type { OpenPass } from "./open-pass";
import { type StagedThere, stagedIds } from "./staging";

/** Assets a pass has staged that the mirror does not hold as present under this type. */
export async function unknownToMirror(
  db: Db,
  ctx: CommandContext,
  pass: OpenPass,
  there: StagedThere,
): Promise<number> {
  return numberFrom(
    db,
    joinsOf(pass, there),
    sql`
      SELECT count(*)::int AS number
        FROM asset_staging s
       WHERE s.tenant_id = ${ctx.scope.tenantId} AND s.pass_id = ${pass.id}
         AND NOT EXISTS (
           SELECT FROM asset a
            WHERE a.tenant_id = s.tenant_id AND a.connection_id = ${pass.connectionId} AND a.id = s.id
              AND a.asset_type_id = ${pass.assetTypeId} AND a.missing_since IS NULL)`,
  );
}

/**
 * When a change of `a` was seen: `seenAt`, or a moment after the version before it, where a clock stood still meanwhile.
 */
const momentOf = (seenAt: string) => sql`
  greatest(${seenAt}::timestamptz, (
    SELECT max(v.seen_until) + interval '1 millisecond' FROM asset_version v
     WHERE v.tenant_id = a.tenant_id AND v.connection_id = a.connection_id AND v.asset_id = a.id))`;

/** Whether a staged copy `s` says the same as asset `a`: a hash may differ by the order of keys, or a way of hashing. */
const isSame = (assetTypeId: string) => sql`
  (a.asset_type_id, a.organization_id, a.name, a.traits, a.is_archived, a.is_restricted, a.resource_url,
   a.it_glue_updated_at)
  IS NOT DISTINCT FROM
  (${assetTypeId}, s.organization_id, s.name, s.traits, s.is_archived, s.is_restricted, s.resource_url,
   s.it_glue_updated_at)`;

const VERSION_COLUMNS = sql`tenant_id, connection_id, asset_id, seen_until, seen_since, organization_id, asset_type_id,
  name, traits, is_archived, is_restricted, it_glue_updated_at, was_missing`;

/** Its former content, of an asset `a` that changed at the moment `m.at`. */
const FORMER = sql`a.tenant_id, a.connection_id, a.id, m.at, a.seen_since, a.organization_id, a.asset_type_id, a.name,
  a.traits, a.is_archived, a.is_restricted, a.it_glue_updated_at, a.missing_since IS NOT NULL`;

/**
 * Writes staged assets that are new, have other content than the mirror, or were missing; keeps what stood before as a
 * version. A copy with an older `updated-at` than the mirror's shows that the asset is there, and changes nothing else.
 * One statement: every part of it sees the mirror as it was before. Answers how many assets were written.
 */
export async function writeChanged(
  db: Db,
  ctx: CommandContext,
  pass: OpenPass,
  { seenAt, there }: { seenAt: string; there: StagedThere },
): Promise<number> {
  return numberFrom(
    db,
    joinsOf(pass, there),
    sql`
      WITH differing AS (
        SELECT s.id, a.id IS NOT NULL AS is_known, a.it_glue_updated_at > s.it_glue_updated_at AS is_older
          FROM asset_staging s
          LEFT JOIN asset a
            ON a.tenant_id = s.tenant_id AND a.connection_id = ${pass.connectionId} AND a.id = s.id
         WHERE s.tenant_id = ${ctx.scope.tenantId} AND s.pass_id = ${pass.id}
           AND (a.id IS NULL OR a.missing_since IS NOT NULL
                OR (a.it_glue_updated_at <= s.it_glue_updated_at AND NOT ${isSame(pass.assetTypeId)}))
      ), moments AS (
        SELECT a.id, d.is_older, ${momentOf(seenAt)} AS at
          FROM differing d
          JOIN asset a ON a.tenant_id = ${ctx.scope.tenantId} AND a.connection_id = ${pass.connectionId} AND a.id = d.id
         WHERE d.is_known
      ), versions AS (
        INSERT INTO asset_version (${VERSION_COLUMNS})
        SELECT ${FORMER}
          FROM moments m
          JOIN asset a ON a.tenant_id = ${ctx.scope.tenantId} AND a.connection_id = ${pass.connectionId} AND a.id = m.id
      ), returned AS (
        UPDATE asset a SET missing_since = NULL, seen_since = m.at
          FROM moments m
         WHERE m.is_older AND a.tenant_id = ${ctx.scope.tenantId} AND a.connection_id = ${pass.connectionId}
           AND a.id = m.id
      ), changed AS (
        UPDATE asset a SET
          organization_id = s.organization_id, asset_type_id = ${pass.assetTypeId}, name = s.name, traits = s.traits,
          is_archived = s.is_archived, is_restricted = s.is_restricted, resource_url = s.resource_url,
          it_glue_updated_at = s.it_glue_updated_at, content_hash = s.content_hash, seen_since = m.at,
          missing_since = NULL
          FROM moments m
          JOIN asset_staging s ON s.tenant_id = ${ctx.scope.tenantId} AND s.pass_id = ${pass.id} AND s.id = m.id
         WHERE NOT m.is_older AND a.tenant_id = ${ctx.scope.tenantId} AND a.connection_id = ${pass.connectionId}
           AND a.id = m.id
      ), added AS (
        INSERT INTO asset (tenant_id, connection_id, id, organization_id, asset_type_id, name, traits, is_archived,
                           is_restricted, resource_url, it_glue_updated_at, content_hash, seen_since)
        SELECT s.tenant_id, ${pass.connectionId}::uuid, s.id, s.organization_id, ${pass.assetTypeId}, s.name, s.traits,
               s.is_archived, s.is_restricted, s.resource_url, s.it_glue_updated_at, s.content_hash,
               ${seenAt}::timestamptz
          FROM differing d
          JOIN asset_staging s ON s.tenant_id = ${ctx.scope.tenantId} AND s.pass_id = ${pass.id} AND s.id = d.id
         WHERE NOT d.is_known
      ), rehashed AS (
        UPDATE asset a SET content_hash = s.content_hash
          FROM asset_staging s
         WHERE s.tenant_id = ${ctx.scope.tenantId} AND s.pass_id = ${pass.id}
           AND a.tenant_id = s.tenant_id AND a.connection_id = ${pass.connectionId} AND a.id = s.id
           AND s.content_hash <> a.content_hash AND a.missing_since IS NULL
           AND ${isSame(pass.assetTypeId)}
      )
      SELECT count(*)::int AS number FROM differing`,
  );
}

/** Marks assets of the type that a full pass did not bring; what they held stays as a version. Answers how many. */
export async function markMissing(
  db: Db,
  ctx: CommandContext,
  pass: OpenPass,
  seenAt: string,
): Promise<number> {
  return numberFrom(
    db,
    "hashed",
    sql`
      WITH moments AS (
        SELECT a.id, ${momentOf(seenAt)} AS at
          FROM asset a
         WHERE a.tenant_id = ${ctx.scope.tenantId} AND a.connection_id = ${pass.connectionId}
           AND a.asset_type_id = ${pass.assetTypeId} AND a.missing_since IS NULL
           AND NOT EXISTS (SELECT FROM ${stagedIds(ctx, pass.id)} AS s WHERE s.id = a.id)
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
      SELECT count(*)::int AS number FROM moments`,
  );
}

type Joins = "hashed" | "one-by-one";

/** Of so many assets in the mirror for each one staged, looking these up one by one is quicker than going through all. */
const FEW_AMONG = 50;

function joinsOf({ progress }: OpenPass, { differing }: StagedThere): Joins {
  return differing * FEW_AMONG <= progress.mirrored ? "one-by-one" : "hashed";
}

/**
 * The number a statement over whole staging areas answers. Staging fills faster than the database learns of it: taking it
 * for empty, it would compare every asset with every other, or for full, go through the whole mirror time and again for a
 * few. How many there are is known here, so the way of joining is said.
 */
async function numberFrom(db: Db, joins: Joins, statement: SQL): Promise<number> {
  const ways = joins === "hashed" ? ["enable_nestloop"] : ["enable_hashjoin", "enable_mergejoin"];
  for (const way of ways) await db.execute(sql.raw(`SET LOCAL ${way} = off`));
  await db.execute(sql`SET LOCAL work_mem = '64MB'`);
  const number = numberOf(await db.execute(statement));
  for (const way of ways) await db.execute(sql.raw(`SET LOCAL ${way} = on`));
  return number;
}

/** The one number a statement answers, whatever driver is behind it. */
function numberOf(result: unknown): number {
  const { rows } = result as { rows: { number: number }[] };
  return rows[0]!.number;
}
