import type { Temporal } from "temporal-polyfill";
import { formatDecimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "../decimal";
import { type DayRange, lastDay } from "./calendar";
import { minorDigits } from "./money";

/** Days, units and prices as billing texts write them. English only: these sentences are stored with the item. */
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** "10 June 2026" */
export function dayInWords(on: Temporal.PlainDate): string {
  return `${on.day} ${MONTHS[on.month - 1]} ${on.year}`;
}

/** "1 to 30 June 2026", "17 June to 16 July 2026", "17 December 2026 to 16 January 2027", "5 June 2026" */
export function rangeInWords(range: DayRange): string {
  const { from } = range;
  const to = lastDay(range);
  if (from.equals(to)) return dayInWords(from);
  if (from.year !== to.year) return `${dayInWords(from)} to ${dayInWords(to)}`;
  if (from.month !== to.month) return `${from.day} ${MONTHS[from.month - 1]} to ${dayInWords(to)}`;
  return `${from.day} to ${dayInWords(to)}`;
}

/** "2.5" */
export function unitsText(units: bigint): string {
  return formatDecimal(units, UNITS_SCALE);
}

/** "10.00", or more places where the price has them. */
export function unitPriceText(unitPrice: bigint, currency: string): string {
  return formatDecimal(unitPrice, UNIT_PRICE_SCALE, minorDigits(currency));
}

/** "1 unit", "-1 unit", "2.5 units" */
export function unitsInWords(units: bigint): string {
  const text = unitsText(units);
  return `${text} ${text === "1" || text === "-1" ? "unit" : "units"}`;
}

/** "+1 unit", "-2 units" */
export function unitChangeInWords(units: bigint): string {
  return `${units > 0n ? "+" : ""}${unitsInWords(units)}`;
}
