import { and, asc, eq, gt, inArray, isNull, lte, or } from "drizzle-orm";
import type { Db } from "@/db/database";
import type { charge } from "@/db/schema/billing";
import { priceSegment } from "@/db/schema/contract";
import { unitOverride, unitSegment } from "@/db/schema/counting";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { MovedAsset } from "@/lib/domain/counting/moved-assets";
import { grouped } from "@/lib/domain/grouped";

/** A change of a line in its billed days. Units and prices are decimal text. */
export type AppendixChange = {
  what: "units" | "price" | "override";
  effectiveOn: string;
  /** Last day of an override; null for what holds until the next change. */
  throughOn: string | null;
  /** Null for an override: what it stands in for may change while it holds. */
  from: string | null;
  to: string;
  /** "+1: Seats of Ada Lovelace 6 → 7"; null where nothing was counted for it. */
  why: string | null;
  /** Every asset that moved; restricted ones go by their id. */
  moves: MovedAsset[];
};

/** A change before it is explained: by the reading that made it, if one did. */
export type RawChange = Omit<AppendixChange, "why" | "moves"> & { lineId: string; readingId: string | null };

export type ChargedDays = Pick<
  typeof charge.$inferSelect,
  "lineId" | "kind" | "periodStartOn" | "periodEndOn" | "effectiveOn"
>;

/**
 * What changed in the billed days, by day: all changes in the period of a regular amount, and of any other amount the
 * change of its own date, as recorded up to `knownAt`.
 */
export async function rawChanges(
  db: Db,
  scope: TenantScope,
  charges: readonly ChargedDays[],
  knownAt: string,
): Promise<RawChange[]> {
  const lineIds = [...new Set(charges.map(({ lineId }) => lineId))];
  if (lineIds.length === 0) return [];
  const isBilled = ({ lineId, effectiveOn }: { lineId: string; effectiveOn: string }) =>
    charges.some((billed) => {
      if (billed.lineId !== lineId) return false;
      if (billed.kind !== "regular") return billed.effectiveOn === effectiveOn;
      return billed.periodStartOn <= effectiveOn && effectiveOn <= billed.periodEndOn;
    });
  const changes = [
    ...(await unitsOf(db, scope, lineIds, knownAt)),
    ...(await pricesOf(db, scope, lineIds, knownAt)),
    ...(await overridesOf(db, scope, lineIds, knownAt)),
  ];
  return changes
    .filter(isBilled)
    .sort((a, b) => (a.effectiveOn === b.effectiveOn ? 0 : a.effectiveOn < b.effectiveOn ? -1 : 1));
}

async function unitsOf(db: Db, scope: TenantScope, lineIds: string[], knownAt: string): Promise<RawChange[]> {
  const rows = await db
    .select()
    .from(unitSegment)
    .where(
      and(
        eq(unitSegment.tenantId, scope.tenantId),
        inArray(unitSegment.lineId, lineIds),
        lte(unitSegment.recordedAt, knownAt),
      ),
    )
    .orderBy(asc(unitSegment.effectiveOn), asc(unitSegment.recordedAt));
  return steps(rows, ({ units }) => units).map(({ row, from, to }) => ({
    ...{ what: "units" as const, lineId: row.lineId, effectiveOn: row.effectiveOn, throughOn: null },
    ...{ from, to, readingId: row.readingId },
  }));
}

async function pricesOf(
  db: Db,
  scope: TenantScope,
  lineIds: string[],
  knownAt: string,
): Promise<RawChange[]> {
  const rows = await db
    .select()
    .from(priceSegment)
    .where(
      and(
        eq(priceSegment.tenantId, scope.tenantId),
        inArray(priceSegment.lineId, lineIds),
        lte(priceSegment.recordedAt, knownAt),
      ),
    )
    .orderBy(asc(priceSegment.effectiveOn), asc(priceSegment.recordedAt));
  return steps(rows, ({ unitPrice }) => unitPrice).map(({ row, from, to }) => ({
    ...{ what: "price" as const, lineId: row.lineId, effectiveOn: row.effectiveOn, throughOn: null },
    ...{ from, to, readingId: null },
  }));
}

async function overridesOf(
  db: Db,
  scope: TenantScope,
  lineIds: string[],
  knownAt: string,
): Promise<RawChange[]> {
  const rows = await db
    .select()
    .from(unitOverride)
    .where(
      and(
        eq(unitOverride.tenantId, scope.tenantId),
        inArray(unitOverride.lineId, lineIds),
        lte(unitOverride.recordedAt, knownAt),
        or(isNull(unitOverride.withdrawnAt), gt(unitOverride.withdrawnAt, knownAt)),
      ),
    );
  return rows.map(({ lineId, fromOn, throughOn, units }) => ({
    ...{ what: "override" as const, lineId, effectiveOn: fromOn, throughOn },
    ...{ from: null, to: units, readingId: null },
  }));
}

type Segment = { lineId: string; effectiveOn: string };

/** The steps between segments in force: of one day the last recorded holds, and what does not differ is no step. */
function steps<Row extends Segment>(
  rows: readonly Row[],
  valueIn: (row: Row) => string,
): { row: Row; from: string; to: string }[] {
  return [...grouped(rows, ({ lineId }) => lineId).values()].flatMap((own) => {
    const inForce = [...new Map(own.map((row) => [row.effectiveOn, row])).values()];
    return inForce.flatMap((row, index) => {
      const before = inForce[index - 1];
      if (before === undefined || valueIn(before) === valueIn(row)) return [];
      return [{ row, from: valueIn(before), to: valueIn(row) }];
    });
  });
}
