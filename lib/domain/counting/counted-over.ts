import type { ResolvedRule } from "./count-rule";
import { type Asset, countUnits } from "./count-units";

/** What an asset held from one business date until another, which is the first it did not; null: it still does. */
export type AssetState = { asset: Asset; sinceOn: string; untilOn: string | null };

/**
 * What a rule would have counted since `reachOn`, the first date of which the data are whole: units (decimal text) from
 * each date on which they changed. Of several contents on one date the last counts, as in a night's own count.
 */
export function countedOver(
  resolved: ResolvedRule,
  states: readonly AssetState[],
  reachOn: string,
): { effectiveOn: string; units: string }[] {
  const days = new Set([reachOn]);
  for (const { sinceOn, untilOn } of states)
    for (const on of [sinceOn, untilOn]) if (on !== null && on > reachOn) days.add(on);
  const segments: { effectiveOn: string; units: string }[] = [];
  for (const on of [...days].sort()) {
    const held = states.filter(({ sinceOn, untilOn }) => sinceOn <= on && (untilOn === null || on < untilOn));
    const { total } = countUnits(
      resolved,
      held.map(({ asset }) => asset),
    );
    if (segments.at(-1)?.units !== total) segments.push({ effectiveOn: on, units: total });
  }
  return segments;
}
