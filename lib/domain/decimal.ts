/**
 * Exact decimals as scaled integers: units have 4 places, unit prices 8 (design.md 4 and 7). A binary float never
 * holds a quantity or an amount; `parseDecimal` and `formatDecimal` are the only doors between text and number.
 */

export const UNITS_SCALE = 4;
export const UNIT_PRICE_SCALE = 8;

export type DecimalFault = "blank" | "not-a-number" | "too-many-decimals" | "too-large";
export type ParsedDecimal = { ok: true; value: bigint } | { ok: false; fault: DecimalFault };

/** Largest number of digits before the point: the database keeps `numeric(20, scale)`. */
const MAX_INTEGER_DIGITS = 12;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/**
 * Reads plain decimal text ("10", "-2.5", ".75") as an integer of `scale` places.
 * Trailing zeros beyond the scale are accepted, other extra digits are a fault: nothing is rounded here.
 * Exponents, thousands separators, currency signs and hexadecimal are not numbers.
 */
export function parseDecimal(text: string, scale: number): ParsedDecimal {
  const trimmed = text.trim();
  if (trimmed === "") return { ok: false, fault: "blank" };
  const match = DECIMAL.exec(trimmed);
  const [, sign = "", whole = "", fraction = ""] = match ?? [];
  if (!match || (whole === "" && fraction === "")) return { ok: false, fault: "not-a-number" };
  const kept = fraction.slice(0, scale);
  if (/[1-9]/.test(fraction.slice(scale))) return { ok: false, fault: "too-many-decimals" };
  if (whole.replace(/^0+/, "").length > MAX_INTEGER_DIGITS) return { ok: false, fault: "too-large" };
  const value = BigInt(whole + kept.padEnd(scale, "0") || "0");
  return { ok: true, value: sign === "-" ? -value : value };
}

/** `parseDecimal` for text that an earlier check has proved; throws `RangeError` where it was not. */
export function decimal(text: string, scale: number): bigint {
  const parsed = parseDecimal(text, scale);
  if (!parsed.ok) throw new RangeError(`"${text}" is not a decimal of ${scale} places: ${parsed.fault}`);
  return parsed.value;
}

/** The shortest plain text of a scaled integer: `formatDecimal(25000n, 4)` is "2.5"; at least `minimumDecimals` places. */
export function formatDecimal(value: bigint, scale: number, minimumDecimals = 0): string {
  if (minimumDecimals === 0 && value % 10n ** BigInt(scale) === 0n)
    return String(value / 10n ** BigInt(scale));
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits
    .slice(digits.length - scale)
    .replace(/0+$/, "")
    .padEnd(minimumDecimals, "0");
  return `${value < 0n ? "-" : ""}${whole}.${fraction}`;
}
