import { and, eq } from "drizzle-orm";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { DEFAULT_TOLERANCE, type Tolerance } from "@/lib/domain/counting/gate";
import type { Db } from "./database";
import { lineTolerance, nightlyChangeSettings } from "./schema/nightly-changes";

export type NightlyChangeSettings = {
  tolerance: Tolerance;
  /** Share of monthly revenue one run may move, in percent; null: no cap. */
  runCapPercent: string | null;
  /** 0: never saved, these are the defaults. */
  version: number;
};

/** A tenant's limits of what a night may change by itself, or the defaults. */
export async function nightlyChangesOf(db: Db, scope: TenantScope): Promise<NightlyChangeSettings> {
  const [row] = await db
    .select()
    .from(nightlyChangeSettings)
    .where(eq(nightlyChangeSettings.tenantId, scope.tenantId));
  if (!row) return { tolerance: DEFAULT_TOLERANCE, runCapPercent: null, version: 0 };
  const { tolerancePercent: percent, toleranceUnits: units, toleranceMoney: money } = row;
  return { tolerance: { percent, units, money }, runCapPercent: row.runCapPercent, version: row.version };
}

/** The limits of lines that have their own, by line. */
export async function lineTolerancesOf(db: Db, scope: TenantScope): Promise<Record<string, Tolerance>> {
  const rows = await db.select().from(lineTolerance).where(eq(lineTolerance.tenantId, scope.tenantId));
  return Object.fromEntries(
    rows.map(({ lineId, percent, units, money }) => [lineId, { percent, units, money }]),
  );
}

/** A line's own limits; null where the tenant's apply. */
export async function ownToleranceOf(db: Db, scope: TenantScope, lineId: string): Promise<Tolerance | null> {
  const [own] = await db
    .select({ percent: lineTolerance.percent, units: lineTolerance.units, money: lineTolerance.money })
    .from(lineTolerance)
    .where(and(eq(lineTolerance.tenantId, scope.tenantId), eq(lineTolerance.lineId, lineId)));
  return own ?? null;
}
