import { formatMoney, type MoneySign, minorToDecimal } from "./format-money";

export type MoneyProps = {
  /** ISO 4217 code, such as "USD". */
  currency: string;
  /** `always` writes a plus before an increase, for columns of changes. */
  sign?: MoneySign;
  /** Heavier type, for totals. */
  isTotal?: boolean;
} & (
  | {
      /** Decimal text in major units, such as "-1240.00". Unit prices keep all their places. */ amount: string;
      amountMinor?: never;
    }
  | {
      /** Minor units as `bigint` or its text, such as 124000n. */ amountMinor: bigint | string;
      amount?: never;
    }
);

/** An amount of money, exact to the last place. Negative amounts carry a minus sign, never parentheses, never only a color. */
export function Money({ amount, amountMinor, currency, sign, isTotal }: MoneyProps) {
  const decimal = amount ?? minorToDecimal(amountMinor, currency);
  return (
    <span className="numeric" style={{ whiteSpace: "nowrap", fontWeight: isTotal ? 650 : undefined }}>
      {formatMoney(decimal, currency, sign)}
    </span>
  );
}
