import { billedUnits as billedUnitsOf, type UnitRounding } from "@/lib/domain/billed-units";
import { decimal, formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import { canonicalJson } from "./canonical-json";
import type { ResolvedField, ResolvedRule } from "./count-rule";
import { readTable, type TableReading, type TableRow } from "./table-reader";
import { type NumberReading, readNumber, readTags, shownTrait, traitMatcher } from "./trait-value";

/**
 * `count = Σ value(field) over assets a of type T, not archived, all conditions hold` (design.md 4). The caller hands over
 * the assets of the account's organizations; this is the one place that decides which of them count, and for how much.
 */

export type Asset = {
  id: string;
  organizationId: string;
  assetTypeId: string;
  name: string;
  /** Values by name-key; an empty one is absent. */
  traits: Record<string, unknown>;
  isArchived: boolean;
  /** Counted like any other; its name is not for everybody (itglue-api.md 6). */
  isRestricted: boolean;
  /** RFC 3339. */
  updatedAt: string;
};

type AssetRef = { id: string; name: string; organizationId: string; isRestricted?: true };

/**
 * `value` is decimal text of at most four places; `read` is there only where IT Glue holds more places, `rows` where the
 * value is the sum of rows of a table.
 */
export type CountedAsset = AssetRef & { value: string; read?: string; rows?: TableRow[] };

export type LeftOutReason = "filter" | "archived" | "blank" | "not-a-number";

/** An asset of the type that counts 0; `detail` says what was found ("License is E3"). */
export type LeftOutAsset = AssetRef & { reason: LeftOutReason; detail?: string };

/** Both lists are sorted by id, so that neither order nor paging of the assets shows. */
export type Count = { total: string; counted: CountedAsset[]; leftOut: LeftOutAsset[] };

/** Terms of a line between count and bill; all but `rounding` are decimal text of units, null where not agreed. */
export type UnitsTerms = {
  rounding: UnitRounding;
  minimum: string | null;
  included: string | null;
  maximum: string | null;
};

const ONE_UNIT = 10n ** BigInt(UNITS_SCALE);

/** Counts every asset of the rule's type once: of repeated ids the latest `updatedAt` wins. Never throws. */
export function countUnits(resolved: ResolvedRule, assets: Iterable<Asset>): Count {
  const conditions = resolved.conditions.map(({ field, values }) => ({
    field,
    isMet: traitMatcher(field.kind, values),
  }));
  const count: Count = { total: "0", counted: [], leftOut: [] };
  let total = 0n;

  for (const asset of latestById(assets, resolved.assetType.id)) {
    if (asset.isArchived && !resolved.includeArchived) {
      count.leftOut.push(leftOut(asset, "archived"));
      continue;
    }
    const unmet = conditions.find(({ field, isMet }) => !isMet(traitOf(asset, field)));
    if (unmet) {
      count.leftOut.push(leftOut(asset, "filter", found(asset, unmet.field)));
      continue;
    }
    const reading = readValue(resolved, asset);
    if (reading.is !== "number") {
      count.leftOut.push(leftOut(asset, reading.is, reading.detail));
      continue;
    }
    const value = formatDecimal(reading.units, UNITS_SCALE);
    const { read, rows } = reading;
    count.counted.push({ ...refTo(asset), ...(read !== value && { read }), ...(rows && { rows }), value });
    total += reading.units;
  }
  return { ...count, total: formatDecimal(total, UNITS_SCALE) };
}

/**
 * `max(minimum, min(maximum, max(0, round(count) − included)))` as decimal text (design.md 4); rounding is to whole units.
 * Throws `RangeError` where the count or a term is no decimal of units.
 */
export function billedUnits(countText: string, terms: UnitsTerms): string {
  const scaled = (text: string) => decimal(text, UNITS_SCALE);
  const limit = (text: string | null) => (text === null ? null : scaled(text));
  const billed = billedUnitsOf(scaled(countText), {
    rounding: terms.rounding,
    minimum: limit(terms.minimum),
    included: limit(terms.included),
    maximum: limit(terms.maximum),
  });
  return formatDecimal(billed, UNITS_SCALE);
}

/** Keys stand in the order of the receipt's text, here and below: it need not put them there. */
function refTo({ id, name, organizationId, isRestricted }: Asset): AssetRef {
  return isRestricted ? { id, isRestricted: true, name, organizationId } : { id, name, organizationId };
}

function leftOut(asset: Asset, reason: LeftOutReason, detail?: string): LeftOutAsset {
  return detail === undefined ? { ...refTo(asset), reason } : { detail, ...refTo(asset), reason };
}

/** How a sentence names an asset: some have no title field, and restricted names are not for everybody. */
export function assetLabel(asset: { id: string; name: string; isRestricted?: true }): string {
  if (asset.isRestricted) return `restricted asset ${asset.id}`;
  return asset.name.trim() || `asset ${asset.id}`;
}

/** Code-unit order of ids: the same in every locale. */
export function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The assets of a type, each once and sorted by id: of repeated ids the latest `updatedAt` wins. */
export function latestById(assets: Iterable<Asset>, assetTypeId: string): readonly Asset[] {
  // As IT Glue lists them: nothing to put in order, nothing twice.
  if (Array.isArray(assets) && isInOrder(assets, assetTypeId)) return assets;
  const latest = new Map<string, Asset>();
  for (const asset of assets) {
    if (asset.assetTypeId !== assetTypeId) continue;
    const known = latest.get(asset.id);
    if (!known || isLater(asset, known)) latest.set(asset.id, asset);
  }
  return [...latest.values()].sort(byId);
}

function isInOrder(assets: readonly Asset[], assetTypeId: string): boolean {
  let last: string | null = null;
  for (const asset of assets) {
    if (asset.assetTypeId !== assetTypeId || (last !== null && asset.id <= last)) return false;
    last = asset.id;
  }
  return true;
}

/** A total order, so that the winner never depends on which copy came first. */
function isLater(asset: Asset, other: Asset): boolean {
  const [at, otherAt] = [instantOf(asset), instantOf(other)];
  return at === otherAt ? canonicalJson(asset) > canonicalJson(other) : at > otherAt;
}

function instantOf({ updatedAt }: Asset): number {
  const milliseconds = Date.parse(updatedAt);
  return Number.isNaN(milliseconds) ? Number.NEGATIVE_INFINITY : milliseconds;
}

/** The trait of a field; own members only, as a field may be named "Constructor". */
export function traitOf(asset: Asset, field: ResolvedField): unknown {
  return Object.hasOwn(asset.traits, field.nameKey) ? asset.traits[field.nameKey] : undefined;
}

export type ValueReading =
  | { is: "number"; units: bigint; read: string; rows?: TableRow[] }
  | { is: LeftOutReason; detail?: string };

/** What an asset would count for under a rule's "Bill by value", whatever its filters say. */
export function readValue({ billBy }: Pick<ResolvedRule, "billBy">, asset: Asset): ValueReading {
  switch (billBy.by) {
    case "field":
      return inWords(billBy.field, readNumber(traitOf(asset, billBy.field)));
    case "tags":
      return inWords(billBy.field, readTags(traitOf(asset, billBy.field)));
    case "table":
      return readRows(billBy.field, readTable(traitOf(asset, billBy.field), billBy));
    case "assets":
      return { is: "number", units: ONE_UNIT, read: "1" };
  }
}

function inWords(field: ResolvedField, reading: NumberReading): ValueReading {
  return reading.is === "not-a-number"
    ? { is: "not-a-number", detail: `${field.name} is "${reading.text}"` }
    : reading;
}

/** A row left out by its name is like an asset left out by a filter: nothing is wrong with it. */
function readRows(field: ResolvedField, reading: TableReading): ValueReading {
  if (reading.is === "blank") return reading;
  if (reading.is !== "rows")
    return {
      is: reading.is === "no-match" ? "filter" : "not-a-number",
      detail: `${field.name}: ${reading.found}`,
    };
  const units = reading.rows.reduce((sum, row) => sum + decimal(row.units, UNITS_SCALE), 0n);
  return { is: "number", units, read: formatDecimal(units, UNITS_SCALE), rows: reading.rows };
}

function found(asset: Asset, field: ResolvedField): string {
  const shown = shownTrait(traitOf(asset, field), field.kind);
  return shown === "" ? `${field.name} is blank` : `${field.name} is "${shown}"`;
}
