import { formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import type { ResolvedField, ResolvedRule } from "./count-rule";
import { type Asset, latestById, readValue, traitOf } from "./count-units";
import { editDistance } from "./edit-distance";
import { foldText, traitMatcher, traitTexts } from "./trait-value";

/** A value that stands in the data and that a filter does not admit (design.md 4, Coverage). */
export type UnadmittedValue = {
  /** Position of the filter in the rule. */
  condition: number;
  fieldId: string;
  fieldName: string;
  /** As IT Glue has it. */
  value: string;
  /** Assets that only this filter keeps out, and what they would count for (decimal text of units). */
  assets: number;
  units: string;
  /** The filter value it looks like; null for one that is simply another. */
  nearTo: string | null;
};

/** A slip is likelier in a long text: "E3" and "E5" are two products. */
const SHORT_TEXT = 5;
const NEAR_TEXT = 8;
const MOST_REMEMBERED = 1000;

/**
 * Values of the assets that one filter alone keeps out, near misses first, then by units. Helps to see what a filter
 * forgets: it decides nothing.
 */
export function unadmittedValues(resolved: ResolvedRule, assets: Iterable<Asset>): UnadmittedValue[] {
  const found: FoundValue[] = [];
  const filters = resolved.conditions.map(({ field, values }, condition) => ({
    field,
    isMet: traitMatcher(field.kind, values),
    foundAs: finderOf({ condition, field, values }, found),
  }));
  for (const asset of latestById(assets, resolved.assetType.id)) {
    if (asset.isArchived && !resolved.includeArchived) continue;
    const filter = onlyUnmet(filters, asset);
    if (!filter) continue;
    const reading = readValue(resolved, asset);
    const units = reading.is === "number" ? reading.units : 0n;
    const values = traitTexts(traitOf(asset, filter.field), filter.field.kind).map((text) =>
      filter.foundAs(text),
    );
    for (const value of values.length > 1 ? new Set(values) : values) {
      value.assets += 1;
      value.total += units;
    }
  }
  return found
    .sort(byConcern)
    .map(({ total, ...value }) => ({ ...value, units: formatDecimal(total, UNITS_SCALE) }));
}

type FoundValue = Omit<UnadmittedValue, "units"> & { total: bigint };
type Filter = { field: ResolvedField; isMet: (trait: unknown) => boolean };

/** The filter that alone keeps an asset out; null where there is none or several do. */
function onlyUnmet<Own extends Filter>(filters: readonly Own[], asset: Asset): Own | null {
  let unmet: Own | null = null;
  for (const filter of filters) {
    if (filter.isMet(traitOf(asset, filter.field))) continue;
    if (unmet) return null;
    unmet = filter;
  }
  return unmet;
}

/**
 * Values that differ in case and blanks alone are one, known by the first that was found; all go into `found`. Assets repeat
 * few values: each is folded once.
 */
function finderOf(
  { condition, field, values }: { condition: number; field: ResolvedField; values: readonly string[] },
  found: FoundValue[],
): (value: string) => FoundValue {
  const byFolded = new Map<string, FoundValue>();
  const byText = new Map<string, FoundValue>();
  return (value) => {
    const remembered = byText.get(value);
    if (remembered) return remembered;
    const folded = foldText(value);
    let own = byFolded.get(folded);
    if (!own) {
      const nearTo = nearestOf(value, values);
      own = { condition, fieldId: field.id, fieldName: field.name, value, assets: 0, total: 0n, nearTo };
      byFolded.set(folded, own);
      found.push(own);
    }
    if (byText.size < MOST_REMEMBERED) byText.set(value, own);
    return own;
  };
}

/** The value that `text` may have been meant to be: blanks and marks aside, or one or two letters away. */
function nearestOf(text: string, values: readonly string[]): string | null {
  const bare = bareText(text);
  const near = values.flatMap((value) => {
    const distance = editDistance(bare, bareText(value), toleranceOf(bare, bareText(value)));
    return distance === null ? [] : [{ value, distance }];
  });
  near.sort((a, b) => a.distance - b.distance);
  return near[0]?.value ?? null;
}

function bareText(text: string): string {
  return foldText(text).replaceAll(/[\s\p{P}\p{Z}]/gu, "");
}

/** Texts that differ in a digit are two things ("Plan 1", "Plan 2"), however long. */
function toleranceOf(a: string, b: string): number {
  const digits = (text: string) => text.replace(/\D/g, "");
  if (digits(a) !== digits(b)) return 0;
  const shorter = Math.min(a.length, b.length);
  return shorter >= NEAR_TEXT ? 2 : shorter >= SHORT_TEXT ? 1 : 0;
}

function byConcern(a: FoundValue, b: FoundValue): number {
  if ((a.nearTo === null) !== (b.nearTo === null)) return a.nearTo === null ? 1 : -1;
  if (a.total !== b.total) return a.total > b.total ? -1 : 1;
  return a.condition - b.condition || (a.value < b.value ? -1 : 1);
}
