/** The true minus sign: read out as "minus", as wide as a figure. */
const MINUS = "\u2212";
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

function currencyDigits(currency: string): number {
  return (
    new Intl.NumberFormat("en-US", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ??
    2
  );
}

/** Minor units (`bigint`, or its text) as decimal text in the currency's own digits: 124000 USD is "1240.00". */
export function minorToDecimal(amountMinor: bigint | string, currency: string): string {
  const minor = BigInt(amountMinor);
  const digits = currencyDigits(currency);
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const fraction = text.slice(text.length - digits);
  return `${minor < 0n ? "-" : ""}${whole}${digits === 0 ? "" : `.${fraction}`}`;
}

export type MoneySign = "negative" | "always";

/**
 * Decimal text as money, exactly: no digit passes through a binary float and none is rounded away, so a unit price
 * keeps its places ("0.0125" is "$0.0125"). `always` writes the plus of an increase as well.
 */
export function formatMoney(amount: string, currency: string, sign: MoneySign = "negative"): string {
  const match = DECIMAL.exec(amount);
  if (!match) throw new RangeError(`"${amount}" is no decimal amount`);
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  const digits = Math.max(currencyDigits(currency), fraction.length);
  const isZero = !/[1-9]/.test(amount);
  const magnitude = `${match[2]}.${fraction.padEnd(digits, "0")}`.replace(/\.$/, "");
  const text = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(magnitude as Intl.StringNumericLiteral);
  if (isZero) return text;
  if (match[1] === "-") return `${MINUS}${text}`;
  return sign === "always" ? `+${text}` : text;
}
