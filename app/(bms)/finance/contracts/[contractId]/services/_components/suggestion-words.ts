import { formatUnits } from "@/app/_components/format-units";
import type { AssetType, CountRule } from "@/lib/domain/counting/count-rule";
import type { FilterSuggestion } from "@/lib/domain/counting/filter-suggestions";

/** What a filter value stands for in this account: "25 Seats, 2 assets". Null where that was not read. */
export function suggestionInWords(
  { assets, units }: Pick<FilterSuggestion, "assets" | "units">,
  measure: string | null,
): string | null {
  if (assets === null) return null;
  if (assets === 0) return "none in this account";
  const inAssets = assets === 1 ? "1 asset" : `${assets} assets`;
  return units === null || measure === null ? inAssets : `${formatUnits(units)} ${measure}, ${inAssets}`;
}

/** What the units of a rule are called: "Seats", "tags in Users"; null where assets are counted, which says it all. */
export function measureOf(billBy: CountRule["billBy"] | null, type: AssetType | undefined): string | null {
  if (billBy === null || billBy.by === "assets") return null;
  if (billBy.by === "table") return billBy.column;
  const name = type?.fields.find(({ id }) => id === billBy.fieldId)?.name ?? "units";
  return billBy.by === "tags" ? `tags in ${name}` : name;
}

/** How many assets of a type an account has; one that was never read has an unknown number, not none. */
export function assetsInWords(assets: number | null): string {
  if (assets === null) return "not read yet";
  return assets === 1 ? "1 asset" : `${assets} assets`;
}
