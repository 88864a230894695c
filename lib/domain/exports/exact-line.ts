import { formatAmount, minorDigits } from "../billing/money";
import { decimal, formatDecimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "../decimal";
import type { ExportedLine } from "./exported-document";

/** What an accounting system multiplies; both are decimal text, and `quantity × rate` is the line's amount, exactly. */
export type ExactLine = { quantity: string; rate: string; description: string };

/** Accounting systems take unit prices of at most four places. */
const PRICE_PLACES = 4;

/**
 * Units and price, where they make the amount to the last digit; otherwise one piece at the amount, with units, price and
 * days in the description (design.md 8, Exports). Nothing is left for another system to round.
 */
export function exactLine(line: ExportedLine, currency: string): ExactLine {
  const rate = rateOfUnits(line, currency);
  const description = descriptionOf(line, currency);
  if (rate !== null) return { quantity: line.units!, rate, description };
  return { quantity: "1", rate: formatAmount(line.amountMinor, currency), description };
}

/** The price of a unit, below zero where the line gives money back; null where units and price are not the whole calculation. */
function rateOfUnits(line: ExportedLine, currency: string): string | null {
  const { kind, units, unitPrice, days, periodDays } = line;
  if (kind !== "regular" || units === null || unitPrice === null || days !== periodDays) return null;
  const quantity = decimal(units, UNITS_SCALE);
  const price = decimal(unitPrice, UNIT_PRICE_SCALE);
  if (quantity <= 0n || price < 0n || price % 10n ** BigInt(UNIT_PRICE_SCALE - PRICE_PLACES) !== 0n)
    return null;
  const isBack = line.amountMinor < 0n;
  const magnitude = isBack ? -line.amountMinor : line.amountMinor;
  const product = quantity * price * 10n ** BigInt(minorDigits(currency));
  if (product !== magnitude * 10n ** BigInt(UNITS_SCALE + UNIT_PRICE_SCALE)) return null;
  return formatDecimal(isBack ? -price : price, UNIT_PRICE_SCALE, minorDigits(currency));
}

/** The service leads, so that "+1 unit …" does not begin a cell as a formula would. */
function descriptionOf(line: ExportedLine, currency: string): string {
  const { serviceName, description, units, unitPrice, days, periodDays } = line;
  const isSaid = description.includes("×") || units === null || unitPrice === null;
  const factors = isSaid ? "" : ` (${units} × ${unitPrice}, ${days} of ${periodDays} days)`;
  return `${serviceName}: ${description}${factors}${shareOf(line, currency)}`;
}

/** The calculation is of what was posted; a credit note takes it back, and a credit may be used in parts. */
function shareOf({ amountMinor, chargedMinor }: ExportedLine, currency: string): string {
  if (amountMinor === chargedMinor) return "";
  if (amountMinor === -chargedMinor) return "; taken back";
  const amount = (minor: bigint) => formatAmount(minor, currency);
  return `; ${amount(amountMinor)} of ${amount(chargedMinor)} on this document`;
}
