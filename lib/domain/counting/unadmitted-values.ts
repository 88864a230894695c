import { formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import type { ResolvedRule } from "./count-rule";
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
  const conditions = resolved.conditions.map(({ field, values }, index) => ({
    field,
    values,
    isMet: traitMatcher(field.kind, values),
    keyOf: rememberedKey(index),
  }));
  const found = new Map<string, Omit<UnadmittedValue, "units"> & { total: bigint }>();
  for (const asset of latestById(assets, resolved.assetType.id)) {
    if (asset.isArchived && !resolved.includeArchived) continue;
    const isMet = ({ field, isMet }: (typeof conditions)[number]) => isMet(traitOf(asset, field));
    const condition = conditions.findIndex((own) => !isMet(own));
    if (condition < 0 || conditions.some((other, index) => index > condition && !isMet(other))) continue;
    const { field, values, keyOf } = conditions[condition]!;
    const reading = readValue(resolved, asset);
    const units = reading.is === "number" ? reading.units : 0n;
    const texts = traitTexts(traitOf(asset, field), field.kind);
    for (const value of texts.length > 1 ? new Set(texts) : texts) {
      const key = keyOf(value);
      const known = found.get(key);
      if (known) {
        known.assets += 1;
        known.total += units;
        continue;
      }
      const nearTo = nearestOf(value, values);
      const what = { condition, fieldId: field.id, fieldName: field.name, value };
      found.set(key, { ...what, assets: 1, total: units, nearTo });
    }
  }
  return [...found.values()]
    .sort(byConcern)
    .map(({ total, ...value }) => ({ ...value, units: formatDecimal(total, UNITS_SCALE) }));
}

/** Values that differ in case and blanks alone are one; assets repeat few values, each is folded once. */
function rememberedKey(condition: number): (value: string) => string {
  const known = new Map<string, string>();
  return (value) => {
    const key = known.get(value) ?? `${condition} ${foldText(value)}`;
    if (known.size < MOST_REMEMBERED) known.set(value, key);
    return key;
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

type Weighed = Pick<UnadmittedValue, "condition" | "value" | "nearTo"> & { total: bigint };

function byConcern(a: Weighed, b: Weighed): number {
  if ((a.nearTo === null) !== (b.nearTo === null)) return a.nearTo === null ? 1 : -1;
  if (a.total !== b.total) return a.total > b.total ? -1 : 1;
  return a.condition - b.condition || (a.value < b.value ? -1 : 1);
}
