import type { LinePage } from "@/lib/queries/line-page";

type Figures = Pick<LinePage["figures"], "billBy" | "units" | "override">;
type Override = Pick<LinePage["overrides"][number], "id" | "fromOn" | "throughOn">;

/** The override in force on a day, where the line's own count is what it sets: a person may withdraw it. Null otherwise. */
export function caughtUpOverride(
  overrides: readonly Override[],
  { billBy, units, override }: Figures,
  on: string,
): string | null {
  if (billBy !== "flexible-assets" || override === null || units !== override.units) return null;
  return overrides.find(({ fromOn, throughOn }) => fromOn <= on && on <= throughOn)?.id ?? null;
}
