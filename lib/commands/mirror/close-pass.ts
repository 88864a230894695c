import { and, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { assetPass, assetTypeMirror } from "@/db/schema/mirror";
import { watermarkOf } from "@/lib/domain/mirror/pass-kind";
import { type QuickDoubt, quickReadStands } from "@/lib/domain/mirror/quick-read";
import type { CommandContext } from "../context";
import { presentAssets } from "./begin-pass";
import { seeingFills, takeFromOtherFills } from "./first-fill";
import { abandonPass, lockType, type MirrorPass, type OpenPass, passById, takenOver } from "./open-pass";
import { clearStaging, type StagedThere, stagedThere } from "./staging";
import { markMissing, unknownToMirror, writeChanged } from "./write-mirror";

/** `doubt`: the pass proves nothing; it is abandoned, and a full one must be made. */
export type ClosedPass = { ok: true; result: MirrorPass } | { ok: false; doubt: CloseDoubt };

type CloseDoubt = QuickDoubt | "staging-lost";

/**
 * Writes what a pass has read into the mirror, in one transaction: all of it or nothing. Only what changed is written, each
 * former content stays as a version, and a full pass marks what is gone. A pass that was closed before answers its result.
 * @throws ItGlueError "unavailable" where another pass of the type ended or overtook this one.
 */
export async function closePass(ctx: CommandContext, passId: string): Promise<ClosedPass> {
  const beganMs = Date.now();
  return withTenant(ctx.scope, async (db) => {
    const { connectionId, assetTypeId } = await passById(db, ctx, passId);
    await lockType(db, ctx, connectionId, assetTypeId);
    const pass = await passById(db, ctx, passId, { lock: true });
    if (pass.status === "finished") return { ok: true, result: pass.result };
    if (pass.status === "abandoned" || !(await isNewest(db, ctx, pass))) throw takenOver();
    return seeingFills(db, ctx.scope, () => close(db, ctx, pass, beganMs));
  });
}

async function close(db: Db, ctx: CommandContext, pass: OpenPass, beganMs: number): Promise<ClosedPass> {
  const there = await stagedThere(db, ctx, pass);
  const doubt = await doubtAbout(db, ctx, pass, there);
  if (doubt) {
    await abandonPass(db, ctx, pass.id, doubt);
    return { ok: false, doubt };
  }
  const closedAt = ctx.now().toString({ smallestUnit: "millisecond" });
  await takeFromOtherFills(db, ctx, pass);
  const changed = there.filled + (await writeChanged(db, ctx, pass, { seenAt: closedAt, there }));
  // What was filled in was read just now, and before it there was nothing.
  const missing = pass.kind === "full" && !pass.isFilling ? await markMissing(db, ctx, pass, closedAt) : 0;
  // Where all of them were filled in, they are counted.
  const assets =
    pass.isFilling && there.differing === 0
      ? there.filled
      : await presentAssets(db, ctx, pass.connectionId, pass.assetTypeId);
  await keepTypeMirror(db, ctx, pass, { assets, newestUpdatedAt: there.newestUpdatedAt });
  await clearStaging(db, ctx, pass.id);
  await db
    .update(assetPass)
    .set({
      status: "finished",
      finishedAt: closedAt,
      nextPage: null,
      milliseconds: sql`${assetPass.milliseconds} + ${Math.max(0, Date.now() - beganMs)}`,
      assets,
      changed,
      missing,
    })
    .where(and(eq(assetPass.tenantId, ctx.scope.tenantId), eq(assetPass.id, pass.id)));
  return { ok: true, result: { passId: pass.id, assets, changed, missing } };
}

/** Whether the mirror still is the one this pass began with: an older reading never undoes a newer one. */
async function isNewest(db: Db, ctx: CommandContext, pass: OpenPass): Promise<boolean> {
  const [mirror] = await db.select().from(assetTypeMirror).where(ofType(ctx, pass));
  return (mirror?.lastPassId ?? null) === pass.progress.basedOnPassId;
}

async function doubtAbout(
  db: Db,
  ctx: CommandContext,
  pass: OpenPass,
  there: StagedThere,
): Promise<CloseDoubt | null> {
  const { read, staged } = pass.progress;
  if (read.kind === "quick" && read.doubt) return read.doubt;
  if (there.staged !== staged) return "staging-lost";
  if (read.kind === "full") return null;
  const mirrored = await presentAssets(db, ctx, pass.connectionId, pass.assetTypeId);
  const unknown = await unknownToMirror(db, ctx, pass);
  return quickReadStands(read, mirrored, unknown) ? null : "count-differs";
}

async function keepTypeMirror(
  db: Db,
  ctx: CommandContext,
  pass: OpenPass,
  { assets, newestUpdatedAt }: { assets: number; newestUpdatedAt: string | null },
): Promise<void> {
  const [before] = await db.select().from(assetTypeMirror).where(ofType(ctx, pass));
  const began = new Date(pass.progress.begunAtMs).toISOString();
  const [row] = await db
    .select({ startedAt: assetPass.startedAt })
    .from(assetPass)
    .where(and(eq(assetPass.tenantId, ctx.scope.tenantId), eq(assetPass.id, pass.id)));
  const kept = {
    assetCount: assets,
    // A quick pass that found nothing at all leaves what was known; otherwise the newest it saw is the newest there is.
    watermarkAt:
      watermarkOf(newestUpdatedAt, began) ?? (pass.kind === "quick" ? (before?.watermarkAt ?? null) : null),
    lastPassId: pass.id,
    lastPassAt: row!.startedAt,
    lastFullPassAt: pass.kind === "full" ? row!.startedAt : before!.lastFullPassAt,
  };
  await db
    .insert(assetTypeMirror)
    .values({
      ...kept,
      tenantId: ctx.scope.tenantId,
      connectionId: pass.connectionId,
      assetTypeId: pass.assetTypeId,
    })
    .onConflictDoUpdate({
      target: [assetTypeMirror.tenantId, assetTypeMirror.connectionId, assetTypeMirror.assetTypeId],
      set: kept,
    });
}

function ofType(ctx: CommandContext, { connectionId, assetTypeId }: OpenPass) {
  return and(
    eq(assetTypeMirror.tenantId, ctx.scope.tenantId),
    eq(assetTypeMirror.connectionId, connectionId),
    eq(assetTypeMirror.assetTypeId, assetTypeId),
  );
}
