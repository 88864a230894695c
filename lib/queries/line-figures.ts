import { and, desc, eq, gte, inArray, isNull, lte, max, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { lineTerms, priceSegment } from "@/db/schema/contract";
import {
  heldChange,
  type ReadingState,
  type Reason,
  reading,
  unitOverride,
  unitSegment,
} from "@/db/schema/counting";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { extendedPriceMinor } from "@/lib/domain/billing/extended-price";
import { billedUnits } from "@/lib/domain/counting/count-units";
import { type LineAge, lineAges } from "./line-ages";

/** How a line stands on one day; quantities and prices are decimal text. */
export type LineFigures = {
  billBy: "none" | "flexible-assets";
  /** What is counted, in words; null under None. */
  ruleInWords: string | null;
  /** The units in force: the count itself, or what was typed. Null before the first: the line is not billable. */
  units: string | null;
  /** Units that a person set for this day in place of counted ones; null where nobody did. */
  override: { units: string; throughOn: string; reason: string } | null;
  /** After rounding, included, minimum and maximum units. */
  billedUnits: string | null;
  unitPrice: string | null;
  unitCost: string | null;
  /** Billed units × price for one whole period, in minor units; null where either is missing. */
  extendedMinor: bigint | null;
  /** The newest reading that stands for the line: of a night, or saved. Null where none was ever made. */
  reading: LineReading | null;
  /** Whether a change waits for a decision. */
  isHeld: boolean;
  /** How old its last count is; null for a line that counts nothing. */
  age: LineAge | null;
};

export type LineReading = {
  id: string;
  state: ReadingState;
  reasons: Reason[];
  units: string | null;
  askedAt: string;
  source: "nightly" | "update-units";
};

/** The figures of some lines on one day, by line id: a few statements, however many lines there are. */
export async function lineFigures(
  db: Db,
  scope: TenantScope,
  lines: readonly { id: string; currency: string }[],
  on: string,
): Promise<Map<string, LineFigures>> {
  const ids = lines.map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const terms = await termsOn(db, scope, ids, on);
  const units = await unitsOn(db, scope, ids, on);
  const overrides = await overridesOn(db, scope, ids, on);
  const prices = await pricesOn(db, scope, ids, on);
  const readings = await newestReadings(db, scope, ids);
  const ages = await lineAges(db, scope, ids, on);
  const held = await db
    .select({ lineId: heldChange.lineId })
    .from(heldChange)
    .where(
      and(
        eq(heldChange.tenantId, scope.tenantId),
        inArray(heldChange.lineId, ids),
        eq(heldChange.status, "open"),
      ),
    );
  const heldIds = new Set(held.map(({ lineId }) => lineId));

  return new Map(
    lines.flatMap(({ id, currency }) => {
      const term = terms.get(id);
      if (!term) return [];
      const counted = units.get(id)?.units ?? null;
      const price = prices.get(id) ?? null;
      const override = overrides.get(id) ?? null;
      const base = override?.units ?? counted;
      const billed = base === null ? null : billedUnits(base, term);
      const figures: LineFigures = {
        billBy: term.billBy,
        ruleInWords: term.ruleInWords,
        units: counted,
        override,
        billedUnits: billed,
        unitPrice: price?.unitPrice ?? null,
        unitCost: price?.unitCost ?? null,
        extendedMinor:
          billed === null || price === null ? null : extendedPriceMinor(billed, price.unitPrice, currency),
        reading: settled(readings.get(id) ?? null, { counted, isHeld: heldIds.has(id) }),
        isHeld: heldIds.has(id),
        age: ages.get(id) ?? null,
      };
      return [[id, figures] as const];
    }),
  );
}

/** A held count that a person approved is the line's own now: it is shown as counted. */
function settled(
  reading: LineReading | null,
  { counted, isHeld }: { counted: string | null; isHeld: boolean },
): LineReading | null {
  const isApproved = reading?.state === "held" && !isHeld && reading.units === counted;
  return isApproved ? { ...reading, state: reading.units === "0" ? "empty" : "counted" } : reading;
}

/** The newest rule of each line, and the limits in force on a day: the first ones where none had changed by then. */
export async function termsOn(db: Db, scope: TenantScope, ids: string[], on: string) {
  const rows = await db
    .select({
      lineId: lineTerms.lineId,
      effectiveOn: lineTerms.effectiveOn,
      billBy: lineTerms.billBy,
      ruleInWords: lineTerms.ruleInWords,
      rounding: lineTerms.rounding,
      minimum: lineTerms.minimumUnits,
      included: lineTerms.includedUnits,
      maximum: lineTerms.maximumUnits,
    })
    .from(lineTerms)
    .where(and(eq(lineTerms.tenantId, scope.tenantId), inArray(lineTerms.lineId, ids)))
    .orderBy(lineTerms.lineId, lineTerms.termsVersion);
  const terms = new Map<string, (typeof rows)[number]>();
  for (const { billBy, ruleInWords, ...limits } of rows) {
    const known = terms.get(limits.lineId);
    const isInForce =
      !known ||
      (limits.effectiveOn <= on && (limits.effectiveOn >= known.effectiveOn || known.effectiveOn > on));
    terms.set(limits.lineId, { ...(isInForce ? limits : known), billBy, ruleInWords });
  }
  return terms;
}

async function unitsOn(db: Db, scope: TenantScope, ids: string[], on: string) {
  const rows = await db
    .selectDistinctOn([unitSegment.lineId], { lineId: unitSegment.lineId, units: unitSegment.units })
    .from(unitSegment)
    .where(
      and(
        eq(unitSegment.tenantId, scope.tenantId),
        inArray(unitSegment.lineId, ids),
        lte(unitSegment.effectiveOn, on),
      ),
    )
    .orderBy(unitSegment.lineId, desc(unitSegment.effectiveOn), desc(unitSegment.recordedAt));
  return new Map(rows.map((row) => [row.lineId, row]));
}

/** What persons set for a day in place of counted units. */
export async function overridesOn(db: Db, scope: TenantScope, ids: string[], on: string) {
  const rows = await db
    .select({
      lineId: unitOverride.lineId,
      units: unitOverride.units,
      throughOn: unitOverride.throughOn,
      reason: unitOverride.reason,
    })
    .from(unitOverride)
    .where(
      and(
        eq(unitOverride.tenantId, scope.tenantId),
        inArray(unitOverride.lineId, ids),
        isNull(unitOverride.withdrawnAt),
        lte(unitOverride.fromOn, on),
        gte(unitOverride.throughOn, on),
      ),
    );
  return new Map(rows.map(({ lineId, ...override }) => [lineId, override]));
}

/** The price of each line in force on a day. */
export async function pricesOn(db: Db, scope: TenantScope, ids: string[], on: string) {
  const rows = await db
    .selectDistinctOn([priceSegment.lineId], {
      lineId: priceSegment.lineId,
      unitPrice: priceSegment.unitPrice,
      unitCost: priceSegment.unitCost,
    })
    .from(priceSegment)
    .where(
      and(
        eq(priceSegment.tenantId, scope.tenantId),
        inArray(priceSegment.lineId, ids),
        lte(priceSegment.effectiveOn, on),
      ),
    )
    .orderBy(priceSegment.lineId, desc(priceSegment.effectiveOn), desc(priceSegment.recordedAt));
  return new Map(rows.map((row) => [row.lineId, row]));
}

/** Readings that were only looked at in the form stand for nothing: a night's reading counts, and one that was saved. */
async function newestReadings(db: Db, scope: TenantScope, ids: string[]): Promise<Map<string, LineReading>> {
  const saved = db
    .select({ lineId: unitSegment.lineId, position: max(reading.position).as("position") })
    .from(unitSegment)
    .innerJoin(
      reading,
      and(eq(reading.tenantId, unitSegment.tenantId), eq(reading.id, unitSegment.readingId)),
    )
    .where(and(eq(unitSegment.tenantId, scope.tenantId), inArray(unitSegment.lineId, ids)))
    .groupBy(unitSegment.lineId);
  const nightly = db
    .select({
      lineId: sql<string>`${reading.lineId}`.as("line_id"),
      position: max(reading.position).as("position"),
    })
    .from(reading)
    .where(
      and(eq(reading.tenantId, scope.tenantId), inArray(reading.lineId, ids), eq(reading.source, "nightly")),
    )
    .groupBy(reading.lineId);
  const newest = new Map<string, number>();
  for (const { lineId, position } of [...(await saved), ...(await nightly)])
    newest.set(lineId, Math.max(newest.get(lineId) ?? 0, position ?? 0));
  if (newest.size === 0) return new Map();
  const rows = await db
    .select({
      position: reading.position,
      id: reading.id,
      state: reading.state,
      reasons: reading.reasons,
      units: reading.units,
      askedAt: reading.askedAt,
      source: reading.source,
    })
    .from(reading)
    .where(and(eq(reading.tenantId, scope.tenantId), inArray(reading.position, [...newest.values()])));
  const byPosition = new Map(rows.map(({ position, ...row }) => [position, row]));
  return new Map(
    [...newest].flatMap(([lineId, position]) => {
      const found = byPosition.get(position);
      return found ? [[lineId, found] as const] : [];
    }),
  );
}
