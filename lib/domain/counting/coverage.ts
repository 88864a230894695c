import { decimal, formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import type { ResolvedRule } from "./count-rule";
import { type Asset, byId, countUnits, latestById, readValue, traitOf } from "./count-units";
import { labelledRows } from "./table-reader";
import { foldText } from "./trait-value";

/**
 * No double billing (design.md 4, Coverage): every counted value of an asset, such as its Seats, is billed by exactly one
 * line of the account, or it is flagged. Of a table every row stands for itself.
 */

export type LineRule = { lineId: string; resolved: ResolvedRule };

/** One value of one asset; `units` is decimal text. */
export type CoveredValue = {
  assetId: string;
  assetName: string;
  organizationId: string;
  isRestricted: boolean;
  isArchived: boolean;
  /** As `measureKey` names it. */
  measureKey: string;
  /** "Seats", "Tags in Users", "Active Licenses in Licenses", "Assets" */
  measure: string;
  /** The row of a table ("Microsoft 365 E3"); null elsewhere. */
  part: string | null;
  units: string;
  lineIds: string[];
};

export type Coverage = {
  billedTwice: CoveredValue[];
  /** Nobody bills them; archived assets and values of 0 are left out. */
  unbilled: CoveredValue[];
  /** How many values are billed by one line. */
  billedOnce: number;
};

/** Names what a rule counts of an asset: two rules of one measure must never count the same value. */
export function measureKey({ assetType, billBy }: Pick<ResolvedRule, "assetType" | "billBy">): string {
  const field = billBy.by === "assets" ? [] : [billBy.field.id];
  const column = billBy.by === "table" ? [foldText(billBy.column)] : [];
  return JSON.stringify([assetType.id, billBy.by, ...field, ...column]);
}

/** Who bills what of an account's assets. Lists are sorted by measure, asset id and part. */
export function coverage(lines: readonly LineRule[], assets: Iterable<Asset>): Coverage {
  const all = [...assets];
  const byMeasure = new Map<string, LineRule[]>();
  for (const line of lines) {
    const key = measureKey(line.resolved);
    byMeasure.set(key, [...(byMeasure.get(key) ?? []), line]);
  }
  const values = [...byMeasure.values()].flatMap((rivals) => valuesOfMeasure(rivals, all));
  return {
    billedTwice: values.filter(({ lineIds }) => lineIds.length > 1),
    unbilled: values.filter(({ lineIds, isArchived }) => lineIds.length === 0 && !isArchived),
    billedOnce: values.filter(({ lineIds }) => lineIds.length === 1).length,
  };
}

/** What other lines bill already of what `candidate` would count: what a save would bill twice. */
export function overlaps(
  candidate: ResolvedRule,
  others: readonly LineRule[],
  assets: Iterable<Asset>,
): { lineId: string; assets: number; units: string }[] {
  const own: LineRule = { lineId: "", resolved: candidate };
  const measure = measureKey(candidate);
  const rivals = others.filter(({ resolved }) => measureKey(resolved) === measure);
  if (rivals.length === 0) return [];
  if (candidate.billBy.by !== "table") return sharedAssets(candidate, rivals, [...assets]);
  const twice = coverage([own, ...rivals], assets).billedTwice.filter(({ lineIds }) => lineIds.includes(""));
  return rivals.flatMap(({ lineId }) => {
    const shared = twice.filter(({ lineIds }) => lineIds.includes(lineId));
    const units = shared.reduce((sum, value) => sum + decimal(value.units, UNITS_SCALE), 0n);
    const assetIds = new Set(shared.map(({ assetId }) => assetId));
    return shared.length === 0
      ? []
      : [{ lineId, assets: assetIds.size, units: formatDecimal(units, UNITS_SCALE) }];
  });
}

/** Where an asset has one value of the measure, what both rules count of it is that value. */
function sharedAssets(
  candidate: ResolvedRule,
  rivals: readonly LineRule[],
  assets: readonly Asset[],
): { lineId: string; assets: number; units: string }[] {
  const own = new Map(countUnits(candidate, assets).counted.map(({ id, value }) => [id, value]));
  return rivals.flatMap(({ lineId, resolved }) => {
    const shared = countUnits(resolved, assets).counted.flatMap(({ id }) => own.get(id) ?? []);
    const units = shared.reduce((sum, value) => sum + decimal(value, UNITS_SCALE), 0n);
    return shared.length === 0
      ? []
      : [{ lineId, assets: shared.length, units: formatDecimal(units, UNITS_SCALE) }];
  });
}

function valuesOfMeasure(rivals: readonly LineRule[], assets: readonly Asset[]): CoveredValue[] {
  const labelColumn = commonLabelColumn(rivals);
  const { resolved: first } = rivals[0]!;
  const [key, measure] = [measureKey(first), measureName(first)];
  const values = new Map<string, Omit<CoveredValue, "units"> & { total: bigint }>();
  for (const asset of latestById(assets, first.assetType.id))
    for (const { part, units } of partsOf(asset, first.billBy, labelColumn)) {
      const known = values.get(keyOf(asset.id, part));
      values.set(keyOf(asset.id, part), {
        assetId: asset.id,
        assetName: asset.name,
        organizationId: asset.organizationId,
        isRestricted: asset.isRestricted,
        isArchived: asset.isArchived,
        measureKey: key,
        measure,
        part,
        total: (known?.total ?? 0n) + units,
        lineIds: [],
      });
    }
  for (const { lineId, resolved } of rivals)
    for (const { id, rows } of countUnits(resolved, assets).counted) {
      const parts = labelColumn !== null && rows ? rows.map(({ label }) => label) : [null];
      for (const key of new Set(parts.map((part) => keyOf(id, part)))) values.get(key)?.lineIds.push(lineId);
    }
  return [...values.values()]
    .filter(({ total, lineIds }) => total !== 0n || lineIds.length > 1)
    .map(({ total, ...value }) => ({ ...value, units: formatDecimal(total, UNITS_SCALE) }))
    .sort(
      (a, b) =>
        byId({ id: a.assetId }, { id: b.assetId }) || byId({ id: a.part ?? "" }, { id: b.part ?? "" }),
    );
}

/** Rows are told apart only where all rules of a table match by one column; else the table is one value. */
function commonLabelColumn(rivals: readonly LineRule[]): string | null {
  const columns = new Set(
    rivals.map(({ resolved: { billBy } }) =>
      billBy.by === "table" && billBy.match ? foldText(billBy.match.column) : null,
    ),
  );
  const [only = null] = columns;
  return columns.size === 1 ? only : null;
}

function partsOf(
  asset: Asset,
  billBy: ResolvedRule["billBy"],
  labelColumn: string | null,
): { part: string | null; units: bigint }[] {
  if (billBy.by === "table" && labelColumn !== null)
    return labelledRows(traitOf(asset, billBy.field), { column: billBy.column, labelColumn }).flatMap(
      ({ label, units }) => (units === null ? [] : [{ part: label, units: decimal(units, UNITS_SCALE) }]),
    );
  const reading = readValue({ billBy: billBy.by === "table" ? { ...billBy, match: null } : billBy }, asset);
  if (reading.is === "number") return [{ part: null, units: reading.units }];
  // A table with one unreadable row is no number as a whole; rules that name other rows still count it.
  return billBy.by === "table" ? [{ part: null, units: 0n }] : [];
}

function measureName({ billBy }: ResolvedRule): string {
  switch (billBy.by) {
    case "field":
      return billBy.field.name;
    case "tags":
      return `Tags in ${billBy.field.name}`;
    case "table":
      return `${billBy.column} in ${billBy.field.name}`;
    case "assets":
      return "Assets";
  }
}

function keyOf(assetId: string, part: string | null): string {
  return part === null ? assetId : JSON.stringify([assetId, foldText(part)]);
}
