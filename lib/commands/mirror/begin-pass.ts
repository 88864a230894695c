import { and, count, desc, eq, isNull, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { asset, assetPass, assetType, assetTypeMirror } from "@/db/schema/mirror";
import { contentHash } from "@/lib/domain/content-hash";
import { beginFullRead, type LastPageGuess } from "@/lib/domain/mirror/full-read";
import {
  choosePassKind,
  MOST_ASSETS_OF_SMALL_TYPE,
  type PassReason,
  restsOnTags,
} from "@/lib/domain/mirror/pass-kind";
import { beginQuickRead } from "@/lib/domain/mirror/quick-read";
import type { CommandContext } from "../context";
import type { TenantGateway } from "../it-glue-settings/tenant-gateway";
import { holdsNothingOf } from "./first-fill";
import { abandonPass, lockType, type OpenPass, openPass, type PassProgress } from "./open-pass";
import { rulesOfType } from "./rules-of-type";

/** A pass whose steps are this far apart has died with its process; a step takes a minute at most. */
const STALE_AFTER_MS = 150_000;
/** A pass that broke off is gone on with for this long; after that its pages tell of too many times. */
const RESUMED_WITHIN_MS = 30 * 60_000;

export type BeginPassInput = {
  assetTypeId: string;
  runId: string | null;
  /** The pass an earlier step began. */
  passId?: string | null;
  /** The doubt for which a quick pass did not stand: a full one is made in its place. */
  doubt?: PassReason;
};

/**
 * Begins the read of all assets of a type under a proved gateway, or goes on with what the same run began before it was
 * cut off. What dead passes staged is removed here. Null while another worker reads this type: ask again later.
 */
export async function beginPass(
  ctx: CommandContext,
  opened: TenantGateway,
  input: BeginPassInput,
): Promise<OpenPass | null> {
  const { connectionId, identityChangedAt } = opened;
  const { assetTypeId, runId, passId, doubt } = input;
  const fieldsDigest = await digestOfFields(ctx, connectionId, assetTypeId);
  const nowMs = Date.now();
  return withTenant(ctx.scope, async (db) => {
    await abandonDead(db, ctx, nowMs - RESUMED_WITHIN_MS);
    await lockType(db, ctx, connectionId, assetTypeId);
    const ofType = and(
      eq(assetPass.tenantId, ctx.scope.tenantId),
      eq(assetPass.connectionId, connectionId),
      eq(assetPass.assetTypeId, assetTypeId),
    );
    const [last] = await db.select().from(assetPass).where(ofType).orderBy(desc(assetPass.position)).limit(1);
    if (last?.status === "running") {
      const progress = last.progress as PassProgress;
      const isOwn = last.id === passId || (runId !== null && last.runId === runId);
      // Pages read under two identities are no one reading.
      const isSame = progress.identityChangedAt === identityChangedAt;
      if (isOwn && isSame && nowMs - progress.touchedAtMs < RESUMED_WITHIN_MS) return openPass(last);
      if (!isOwn && nowMs - progress.touchedAtMs < STALE_AFTER_MS) return null;
      await abandonPass(db, ctx, last.id, "broken-off");
    }

    const known = await knownMirror(db, ctx, connectionId, assetTypeId);
    const now = ctx.now().toString({ smallestUnit: "millisecond" });
    const choice = doubt
      ? ({ kind: "full", reason: doubt } as const)
      : choosePassKind({
          mirror: known,
          // Of a small type nobody asks: it is read in full in any case.
          hasTagRule:
            known !== null &&
            known.assetCount > MOST_ASSETS_OF_SMALL_TYPE &&
            (await hasTagRule(db, ctx, connectionId, assetTypeId)),
          fieldsDigest,
          identityChangedAt,
          wasAbandoned: last !== undefined && last.status !== "finished",
          now,
          timeZone: ctx.tenant.timeZone,
        });
    const progress: PassProgress = {
      begunAtMs: nowMs,
      touchedAtMs: nowMs,
      basedOnPassId: known?.lastPassId ?? null,
      mirrored: await presentAssets(db, ctx, connectionId, assetTypeId),
      fieldsDigest,
      identityChangedAt,
      revision: 0,
      staged: 0,
      read:
        choice.kind === "quick"
          ? beginQuickRead(known!.watermarkAt!)
          : beginFullRead(known?.lastPage ?? null),
    };
    const [row] = await db
      .insert(assetPass)
      .values({
        ...choice,
        tenantId: ctx.scope.tenantId,
        connectionId,
        assetTypeId,
        runId,
        status: "running",
        isFilling: known === null && (await holdsNothingOf(db, ctx, { connectionId, assetTypeId })),
        startedAt: now,
        progress,
      })
      .returning();
    return openPass(row!);
  });
}

/** Ends what nobody will go on with, of whatever type or connection, so that its staging does not stay for ever. */
async function abandonDead(db: Db, ctx: CommandContext, touchedBeforeMs: number): Promise<void> {
  const dead = await db
    .select({ id: assetPass.id })
    .from(assetPass)
    .where(
      and(
        eq(assetPass.tenantId, ctx.scope.tenantId),
        eq(assetPass.status, "running"),
        sql`(${assetPass.progress} ->> 'touchedAtMs')::bigint < ${touchedBeforeMs}`,
      ),
    );
  for (const { id } of dead) await abandonPass(db, ctx, id, "broken-off");
}

/** Assets of a type that the mirror holds as present. */
export async function presentAssets(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  assetTypeId: string,
): Promise<number> {
  const [found] = await db
    .select({ assets: count() })
    .from(asset)
    .where(
      and(
        eq(asset.tenantId, ctx.scope.tenantId),
        eq(asset.connectionId, connectionId),
        eq(asset.assetTypeId, assetTypeId),
        isNull(asset.missingSince),
      ),
    );
  return found!.assets;
}

async function knownMirror(db: Db, ctx: CommandContext, connectionId: string, assetTypeId: string) {
  const [mirror] = await db
    .select()
    .from(assetTypeMirror)
    .where(
      and(
        eq(assetTypeMirror.tenantId, ctx.scope.tenantId),
        eq(assetTypeMirror.connectionId, connectionId),
        eq(assetTypeMirror.assetTypeId, assetTypeId),
      ),
    );
  if (!mirror) return null;
  const [lastFull] = await db
    .select({ progress: assetPass.progress })
    .from(assetPass)
    .where(
      and(
        eq(assetPass.tenantId, ctx.scope.tenantId),
        eq(assetPass.connectionId, connectionId),
        eq(assetPass.assetTypeId, assetTypeId),
        eq(assetPass.status, "finished"),
        eq(assetPass.kind, "full"),
      ),
    )
    .orderBy(desc(assetPass.position))
    .limit(1);
  const [lastPass] = await db
    .select({ progress: assetPass.progress })
    .from(assetPass)
    .where(and(eq(assetPass.tenantId, ctx.scope.tenantId), eq(assetPass.id, mirror.lastPassId)));
  const fullRead = (lastFull?.progress as PassProgress | undefined)?.read;
  const template = fullRead?.kind === "full" ? fullRead.template : null;
  const lastPage: LastPageGuess | null = template ? { template, total: mirror.assetCount } : null;
  return {
    ...mirror,
    fieldsDigest: (lastPass?.progress as PassProgress | undefined)?.fieldsDigest ?? null,
    lastPage,
  };
}

async function hasTagRule(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  assetTypeId: string,
): Promise<boolean> {
  const rules = await rulesOfType(db, ctx, assetTypeId);
  if (rules.length === 0) return false;
  const fields = await fieldsOf(db, ctx, connectionId, assetTypeId);
  return rules.some((rule) => restsOnTags(rule, fields));
}

/** The fields as last read. Hashed outside of any transaction: nothing is awaited in one but the database. */
async function digestOfFields(
  ctx: CommandContext,
  connectionId: string,
  assetTypeId: string,
): Promise<string> {
  return contentHash(await withTenant(ctx.scope, (db) => fieldsOf(db, ctx, connectionId, assetTypeId)));
}

async function fieldsOf(db: Db, ctx: CommandContext, connectionId: string, assetTypeId: string) {
  const [type] = await db
    .select({ fields: assetType.fields })
    .from(assetType)
    .where(
      and(
        eq(assetType.tenantId, ctx.scope.tenantId),
        eq(assetType.connectionId, connectionId),
        eq(assetType.id, assetTypeId),
      ),
    );
  return type?.fields ?? [];
}
