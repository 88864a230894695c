import { decimal, formatDecimal, type ParsedDecimal, parseDecimal } from "../decimal";

/**
 * Amounts are bigint minor units of a currency with its own digits (proration.md R28); shares are exact rationals;
 * the only rounding is half away from zero, once, at the end (R16, R17).
 */

/** ISO 4217 codes by the number of digits after the point. The few with four digits or none defined are left out. */
const CODES_BY_DIGITS = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
  2:
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP " +
    "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR " +
    "IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN " +
    "NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP " +
    "STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW",
  3: "BHD IQD JOD KWD LYD OMR TND",
} as const;

const DIGITS_BY_CODE: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_DIGITS).flatMap(([digits, codes]) =>
    codes.split(" ").map((code) => [code, Number(digits)] as const),
  ),
);

/** Every currency an account, a contract or an invoice can have, in alphabetical order. */
export const CURRENCIES: readonly string[] = [...DIGITS_BY_CODE.keys()].sort();

export function isCurrency(code: string): boolean {
  return DIGITS_BY_CODE.has(code);
}

/** Digits after the point: 0 for JPY, 2 for USD, 3 for KWD. Throws `RangeError` for a code that is no currency here. */
export function minorDigits(currency: string): number {
  const digits = DIGITS_BY_CODE.get(currency);
  if (digits === undefined) throw new RangeError(`"${currency}" is not a known currency`);
  return digits;
}

/** Reads "100.00" as minor units; more decimals than the currency has are a fault, fewer are not. */
export function parseAmount(text: string, currency: string): ParsedDecimal {
  return parseDecimal(text, minorDigits(currency));
}

/** `parseAmount` for text that an earlier check has proved; throws `RangeError` where it was not. */
export function amountMinor(text: string, currency: string): bigint {
  return decimal(text, minorDigits(currency));
}

/** Plain text with exactly the currency's digits: 10000 is "100.00" in USD, "10000" in JPY, "10.000" in KWD. */
export function formatAmount(minor: bigint, currency: string): string {
  const digits = minorDigits(currency);
  return formatDecimal(minor, digits, digits);
}

/** An exact share; the denominator is above zero. */
export type Rational = { numerator: bigint; denominator: bigint };

/** The nearest integer, halves away from zero, so that a charge and its reversal cancel (proration.md R16). */
export function roundHalfAwayFromZero({ numerator, denominator }: Rational): bigint {
  if (denominator <= 0n) throw new RangeError("a share has a denominator above zero");
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

export function sumMinor(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}
