import { and, eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { nightlyChangesOf } from "@/db/nightly-changes-of";
import { nightlyChangeSettings } from "@/db/schema/nightly-changes";
import { authorize } from "@/lib/auth/policy";
import { type SaveNightlyChangesInput, saveNightlyChangesInput } from "@/lib/inputs/nightly-changes";
import { changedFields, recordAudit } from "../audit";
import { changedMeanwhile } from "../changed-meanwhile";
import type { CommandContext } from "../context";

/** The screen's word for each limit, as `changed-meanwhile` tells it. */
const LABELS = {
  percent: "Percent",
  units: "Units",
  money: "Amount per period",
  runCapPercent: "Share of monthly revenue",
};

/**
 * Saves how far a night may change units by itself, from the next count on; what is held stays held.
 * @throws CommandRefused "not-allowed", "changed-meanwhile".
 */
export async function saveNightlyChanges(
  ctx: CommandContext,
  raw: SaveNightlyChangesInput,
): Promise<{ version: number }> {
  authorize(ctx, "settings.manage");
  const { version, ...typed } = saveNightlyChangesInput.parse(raw);
  await withTenant(ctx.scope, async (db) => {
    const { tolerance, runCapPercent } = await nightlyChangesOf(db, ctx.scope);
    if (!(await write(db, ctx, typed, version))) {
      const record = { kind: "nightly-changes", id: ctx.scope.tenantId, openedVersion: version };
      throw await changedMeanwhile(db, ctx, { ...record, what: "page of settings" }, LABELS);
    }
    await recordAudit(db, ctx, {
      action: "nightly-changes.saved",
      subject: { kind: "nightly-changes", id: ctx.scope.tenantId },
      changes: {
        ...changedFields({ ...tolerance, runCapPercent }, typed),
        version: { from: version, to: version + 1 },
      },
    });
  });
  return { version: version + 1 };
}

type Typed = {
  percent: string | null;
  units: string | null;
  money: string | null;
  runCapPercent: string | null;
};

/** Whether the version that was opened was still the newest, and is followed by this one. */
async function write(db: Db, ctx: CommandContext, typed: Typed, version: number): Promise<boolean> {
  const saved = {
    tolerancePercent: typed.percent,
    toleranceUnits: typed.units,
    toleranceMoney: typed.money,
    runCapPercent: typed.runCapPercent,
    version: version + 1,
    savedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
    savedBy: ctx.actor.name,
  };
  const { tenantId } = ctx.scope;
  const table = nightlyChangeSettings;
  const rows =
    version === 0
      ? await db
          .insert(table)
          .values({ ...saved, tenantId })
          .onConflictDoNothing()
          .returning({ version: table.version })
      : await db
          .update(table)
          .set(saved)
          .where(and(eq(table.tenantId, tenantId), eq(table.version, version)))
          .returning({ version: table.version });
  return rows.length === 1;
}
