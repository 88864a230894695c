import { decimal, formatDecimal, UNITS_SCALE } from "@/lib/domain/decimal";

const MINUS = "\u2212";

function withSeparators(plain: string): string {
  const [whole = "", fraction] = plain.replace("-", "").split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${plain.startsWith("-") ? MINUS : ""}${grouped}${fraction ? `.${fraction}` : ""}`;
}

/** Units as text: "1,204", "2.5"; at most four places, trailing zeros left out. */
export function formatUnits(units: string): string {
  return withSeparators(formatDecimal(decimal(units, UNITS_SCALE), UNITS_SCALE));
}

/** The change from `previous` to `units`: "+3", "−2", or "0" where nothing changed. */
export function formatUnitsDelta(units: string, previous: string): string {
  const delta = decimal(units, UNITS_SCALE) - decimal(previous, UNITS_SCALE);
  return `${delta > 0n ? "+" : ""}${withSeparators(formatDecimal(delta, UNITS_SCALE))}`;
}
