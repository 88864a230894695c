import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { assetPass } from "@/db/schema/mirror";
import type { FullRead } from "@/lib/domain/mirror/full-read";
import type { QuickRead } from "@/lib/domain/mirror/quick-read";
import { ItGlueError } from "@/lib/itglue/port";
import type { CommandContext } from "../context";
import { clearStaging } from "./staging";

/** What a pass remembers between its steps. Times are of the machine's own clock: a simulated one stands still. */
export type PassProgress = {
  begunAtMs: number;
  touchedAtMs: number;
  /** The finished pass whose mirror this one found; closing over any other would undo what that has seen. */
  basedOnPassId: string | null;
  /** Assets of the type the mirror held as present then. */
  mirrored: number;
  fieldsDigest: string;
  identityChangedAt: string | null;
  /** Raised with each move: a second worker at the same pass finds that its own has come too late. */
  revision: number;
  /** Assets staged or filled in, those that came unchanged as often as they came: staging does not outlive a crash of the database, and nothing may be closed over what is lost. */
  staged: number;
  read: FullRead | QuickRead;
};

export type OpenPass = {
  id: string;
  connectionId: string;
  assetTypeId: string;
  kind: "full" | "quick";
  reason: string;
  status: "running" | "finished" | "abandoned";
  /** Whether its pages go straight into the mirror, hidden until it is finished (`first-fill.ts`). */
  isFilling: boolean;
  progress: PassProgress;
  result: MirrorPass;
};

/** What a finished pass has done: assets seen, written anew or changed, and marked as gone. */
export type MirrorPass = { passId: string; assets: number; changed: number; missing: number };

/** A pass as it stands now; with `lock`, no other transaction changes it until this one ends. */
export async function passById(
  db: Db,
  ctx: CommandContext,
  passId: string,
  { lock = false } = {},
): Promise<OpenPass> {
  const query = db
    .select()
    .from(assetPass)
    .where(and(eq(assetPass.tenantId, ctx.scope.tenantId), eq(assetPass.id, passId)));
  const [row] = await (lock ? query.for("update") : query);
  if (!row) throw new Error(`There is no pass ${passId}`);
  return openPass(row);
}

export function openPass(row: typeof assetPass.$inferSelect): OpenPass {
  const { id, connectionId, assetTypeId, kind, reason, status, isFilling, assets, changed, missing } = row;
  return {
    id,
    connectionId,
    assetTypeId,
    kind,
    reason,
    status,
    isFilling,
    // Written by this folder alone, always in this form.
    progress: row.progress as PassProgress,
    result: { passId: id, assets, changed, missing },
  };
}

/**
 * Ends a running pass without a result and removes what it has staged; the database itself removes what a first one has
 * filled in. The mirror is as it was.
 */
export async function abandonPass(
  db: Db,
  ctx: CommandContext,
  passId: string,
  reason: string,
): Promise<void> {
  const tenantId = ctx.scope.tenantId;
  await db
    .update(assetPass)
    .set({ status: "abandoned", reason, finishedAt: ctx.now().toString({ smallestUnit: "millisecond" }) })
    .where(and(eq(assetPass.tenantId, tenantId), eq(assetPass.id, passId), eq(assetPass.status, "running")));
  await clearStaging(db, ctx, passId);
}

/** One beginner or closer of a type's passes at a time; held until the transaction ends, never over HTTP. */
export async function lockType(
  db: Db,
  ctx: CommandContext,
  connectionId: string,
  assetTypeId: string,
): Promise<void> {
  const name = `asset-pass ${ctx.scope.tenantId} ${connectionId} ${assetTypeId}`;
  await db.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}

/** The reading cannot go on because somebody else has ended this pass. */
export function takenOver(): ItGlueError {
  return new ItGlueError("unavailable", "Another read of this asset type took over", null);
}
