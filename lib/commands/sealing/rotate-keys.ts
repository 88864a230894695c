import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { tenantDataKey } from "@/db/schema/tenant";
import { authorize } from "@/lib/auth/policy";
import { addDataKey, dataKeys, resealDataKey, type StoredDataKey } from "@/lib/auth/sealing-data-keys";
import { recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { isInUse, type Resealed, resealSecrets } from "./reseal-secrets";

export type RotatedKeys = {
  /** "finished": an interrupted rotation was carried to its end. "no-secrets": nothing was ever sealed. */
  outcome: "rotated" | "finished" | "no-secrets";
  /** The data key that seals from now on. */
  keyId: string | null;
  /** Data keys that were under the former master key and no longer are. */
  underNewMaster: number;
  /** Former data keys that were removed. */
  removed: number;
} & Resealed;

/** A former key stays this long: whoever read a ciphertext a moment ago still opens it. */
const KEPT_MS = 3600_000;

/**
 * Gives a tenant a new data key and seals every secret anew under it, while the app goes on: former data keys stay, so
 * that what is not sealed anew yet opens as before. A rotation that was interrupted is finished instead, without another
 * key. Data keys under the former master key (`FLEXBILL_MASTER_KEY_PREVIOUS`) are sealed under the current one first.
 * @throws SealBroken, before anything was changed, where a data key opens under neither master key.
 */
export async function rotateKeys(ctx: CommandContext): Promise<RotatedKeys> {
  authorize(ctx, "settings.manage");
  const { scope } = ctx;
  const before = await withTenant(scope, (db) => dataKeys(db, scope));
  const newest = before.at(-1);
  if (!newest)
    return { outcome: "no-secrets", keyId: null, underNewMaster: 0, removed: 0, secrets: 0, lost: [] };
  const underNewMaster = await withTenant(scope, async (db) => {
    let resealed = 0;
    for (const key of before) if (await resealDataKey(db, scope, key)) resealed += 1;
    return resealed;
  });

  const unfinished = await resealSecrets(scope, newest.keyId);
  const isResumed = unfinished.secrets > 0;
  const key = isResumed ? newest : await withTenant(scope, (db) => addDataKey(db, scope));
  const resealed = isResumed ? unfinished : await resealSecrets(scope, key.keyId);
  const removed = await removeFormerKeys(ctx, key);
  await withTenant(scope, (db) =>
    recordAudit(db, ctx, {
      action: "data-key.rotated",
      subject: { kind: "tenant", id: scope.tenantId },
      changes: {
        dataKey: { from: isResumed ? null : newest.keyId, to: key.keyId },
        resealedSecrets: { from: null, to: resealed.secrets },
        ...(underNewMaster > 0 && { masterKey: { from: null, to: "changed" } }),
      },
    }),
  );
  return {
    outcome: isResumed ? "finished" : "rotated",
    keyId: key.keyId,
    underNewMaster,
    removed,
    ...resealed,
  };
}

/** Removes keys that nothing is sealed under and that were followed by another a while ago. */
async function removeFormerKeys(ctx: CommandContext, current: StoredDataKey): Promise<number> {
  const { scope } = ctx;
  return withTenant(scope, async (db) => {
    const keys = await dataKeys(db, scope);
    let removed = 0;
    for (const [at, { keyId }] of keys.entries()) {
      const follower = keys[at + 1];
      const isFormer = keyId !== current.keyId && follower !== undefined;
      if (!isFormer || Date.now() - Date.parse(follower.createdAt) < KEPT_MS) continue;
      if (await isInUse(db, scope, keyId)) continue;
      await db
        .delete(tenantDataKey)
        .where(and(eq(tenantDataKey.tenantId, scope.tenantId), eq(tenantDataKey.keyId, keyId)));
      removed += 1;
    }
    return removed;
  });
}
