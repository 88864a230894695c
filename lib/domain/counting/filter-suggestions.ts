import { formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";
import type { AssetField, ResolvedRule } from "./count-rule";
import { type Asset, latestById, readValue } from "./count-units";
import { foldText, traitTexts } from "./trait-value";

/** A value that a filter can be given, with what it stands for in one account's assets as last read. */
export type FilterSuggestion = {
  /** As IT Glue has it; of several spellings the first one read. */
  value: string;
  /** Assets of the account that hold it; 0: only other accounts or the field's own options do. Null: not read. */
  assets: number | null;
  /** What those count for under "Bill by value", as decimal text; null where that is not chosen, or nothing was read. */
  units: string | null;
};

export type SuggestionInput = {
  field: AssetField;
  assetTypeId: string;
  /** Null while "Bill by value" is not chosen. */
  billBy: ResolvedRule["billBy"] | null;
  includeArchived: boolean;
  /** Assets of the account; null where they were never read, which is not the same as none. */
  assets: readonly Asset[] | null;
  /** Traits of the field wherever else it was read. */
  elsewhere: readonly unknown[];
};

/**
 * Values for a filter, those of the account first, each by name. What a value counts for does not look at other filters. It
 * helps to choose and decides nothing: the count itself is asked for in IT Glue.
 */
export function filterSuggestions(input: SuggestionInput): FilterSuggestion[] {
  const { field, assets, billBy } = input;
  const found = new Map<string, { value: string; assets: number; units: bigint }>();
  for (const asset of assets === null ? [] : latestById(assets, input.assetTypeId)) {
    if (asset.isArchived && !input.includeArchived) continue;
    const trait = Object.hasOwn(asset.traits, field.nameKey) ? asset.traits[field.nameKey] : undefined;
    const reading = billBy && readValue({ billBy }, asset);
    const units = reading?.is === "number" ? reading.units : 0n;
    for (const [key, value] of distinct(traitTexts(trait, field.kind))) {
      const known = found.get(key) ?? { value, assets: 0, units: 0n };
      found.set(key, { ...known, assets: known.assets + 1, units: known.units + units });
    }
  }
  const own = [...found.values()].map((each) => ({
    ...each,
    units: billBy === null ? null : formatDecimal(each.units, UNITS_SCALE),
  }));
  const others = distinct([
    ...field.options,
    ...input.elsewhere.flatMap((trait) => traitTexts(trait, field.kind)),
  ]);
  const none = { assets: assets === null ? null : 0, units: null };
  return [
    ...own.sort(byValue),
    ...[...others]
      .filter(([key]) => !found.has(key))
      .map(([, value]) => ({ value, ...none }))
      .sort(byValue),
  ];
}

function distinct(texts: readonly string[]): Map<string, string> {
  const byText = new Map<string, string>();
  for (const text of texts) {
    const key = foldText(text);
    if (key !== "" && !byText.has(key)) byText.set(key, text.trim());
  }
  return byText;
}

function byValue(a: { value: string }, b: { value: string }): number {
  return a.value.localeCompare(b.value, "en", { numeric: true });
}
