import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { isRehearsed } from "@/db/client";
import type { Db } from "@/db/database";
import { asset, assetPass, assetStaging } from "@/db/schema/mirror";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { CommandContext } from "../context";
import { assetOf } from "./asset-of";
import type { OpenPass } from "./open-pass";
import { type ReadAsset, rowsOfPage, stageDiffering } from "./stage-page";

/**
 * A first pass of a type writes its pages straight into the mirror, each asset once, instead of staging all and writing it
 * again at the end. The wall `first_fill` of the database hides them from every reader until the pass is finished, and takes
 * them away where it is abandoned.
 */

const SEEN = sql`set_config('flexbill.first_fill', 'seen', true)`;
const HIDDEN = sql`set_config('flexbill.first_fill', '', true)`;

/** Runs `work`, the last of a transaction, with what first passes have filled in before they are closed, as nobody else sees it. */
export async function seeingFills<T>(db: Db, scope: TenantScope, work: () => Promise<T>): Promise<T> {
  await db.execute(sql`SELECT ${SEEN}`);
  const result = await work();
  // A rehearsal goes on in the same transaction.
  if (isRehearsed(scope)) await db.execute(sql`SELECT ${HIDDEN}`);
  return result;
}

/** Whether the mirror holds nothing of a type, missing assets among it: then there is nothing to compare with. */
export async function holdsNothingOf(
  db: Db,
  ctx: CommandContext,
  type: { connectionId: string; assetTypeId: string },
): Promise<boolean> {
  const found = await db.select({ id: asset.id }).from(asset).where(ofType(ctx, type)).limit(1);
  return found.length === 0;
}

/**
 * Fills a page into the mirror, in one statement; one that came before keeps its newer copy. What the mirror holds under
 * another type is staged: it is changed when the pass is closed. Answers how many had not come before.
 */
export async function fillIn(
  db: Db,
  ctx: CommandContext,
  pass: OpenPass,
  assets: readonly ReadAsset[],
): Promise<number> {
  if (assets.length === 0) return 0;
  const seenAt = ctx.now().toString({ smallestUnit: "millisecond" });
  const result: unknown = await db.execute(sql`
    WITH filled AS (
      INSERT INTO asset (tenant_id, connection_id, id, asset_type_id, seen_since, organization_id, name, traits, is_archived,
                         is_restricted, resource_url, it_glue_updated_at, content_hash)
      SELECT ${ctx.scope.tenantId}::uuid, ${pass.connectionId}::uuid, id, ${pass.assetTypeId}, ${seenAt}::timestamptz,
             o, n, t, a, r, u, at, h
        FROM ${rowsOfPage(assets)}
      ON CONFLICT (tenant_id, connection_id, id) DO UPDATE SET
        organization_id = excluded.organization_id, name = excluded.name, traits = excluded.traits,
        is_archived = excluded.is_archived, is_restricted = excluded.is_restricted,
        resource_url = excluded.resource_url, it_glue_updated_at = excluded.it_glue_updated_at,
        content_hash = excluded.content_hash, seen_since = excluded.seen_since
      WHERE asset.asset_type_id = excluded.asset_type_id AND asset.it_glue_updated_at <= excluded.it_glue_updated_at
      RETURNING xmax = 0 AS is_new)
    SELECT count(*) FILTER (WHERE is_new)::int AS number FROM filled`);
  const { rows } = result as { rows: { number: number }[] };
  const { number } = rows[0]!;
  if (number === assets.length) return number;
  const elsewhere = await heldElsewhere(db, ctx, pass, assets);
  const staged = await stageDiffering(
    db,
    ctx,
    pass,
    assets.filter(({ id }) => elsewhere.has(id)),
  );
  return number + staged;
}

/** Ids of those that the mirror holds under another type. */
async function heldElsewhere(
  db: Db,
  ctx: CommandContext,
  { connectionId, assetTypeId }: OpenPass,
  assets: readonly ReadAsset[],
): Promise<ReadonlySet<string>> {
  const ids = assets.map(({ id }) => id);
  const result: unknown = await db.execute(sql`
    SELECT given.id
      FROM json_array_elements_text(${JSON.stringify(ids)}::json) AS given(id)
     CROSS JOIN ${assetOf(ctx.scope, connectionId, sql`given.id`)} AS a
     WHERE a.asset_type_id <> ${assetTypeId}`);
  const { rows } = result as { rows: { id: string }[] };
  return new Set(rows.map(({ id }) => id));
}

/** Takes away what a pass has filled in, to read its list again. */
export async function emptyFill(db: Db, ctx: CommandContext, pass: OpenPass): Promise<void> {
  await db.delete(asset).where(ofType(ctx, pass));
}

/**
 * Takes away what other passes have filled in of the assets that this one has staged: IT Glue moved them to this type
 * meanwhile. Those passes find that they lack them, and read anew.
 */
export async function takeFromOtherFills(db: Db, ctx: CommandContext, pass: OpenPass): Promise<void> {
  const { tenantId } = ctx.scope;
  const others = await db
    .select({ assetTypeId: assetPass.assetTypeId })
    .from(assetPass)
    .where(
      and(
        eq(assetPass.tenantId, tenantId),
        eq(assetPass.connectionId, pass.connectionId),
        ne(assetPass.assetTypeId, pass.assetTypeId),
        eq(assetPass.isFilling, true),
        eq(assetPass.status, "running"),
      ),
    );
  if (others.length === 0) return;
  const staged = db
    .select({ id: assetStaging.id })
    .from(assetStaging)
    .where(and(eq(assetStaging.tenantId, tenantId), eq(assetStaging.passId, pass.id)));
  await db.delete(asset).where(
    and(
      eq(asset.tenantId, tenantId),
      eq(asset.connectionId, pass.connectionId),
      inArray(
        asset.assetTypeId,
        others.map(({ assetTypeId }) => assetTypeId),
      ),
      inArray(asset.id, staged),
    ),
  );
}

function ofType(
  ctx: CommandContext,
  { connectionId, assetTypeId }: { connectionId: string; assetTypeId: string },
) {
  return and(
    eq(asset.tenantId, ctx.scope.tenantId),
    eq(asset.connectionId, connectionId),
    eq(asset.assetTypeId, assetTypeId),
  );
}
