const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** -1, 0 or 1 for two decimal texts of any length, exactly. Text that is no decimal comes before every number. */
export function compareDecimal(first: string, second: string): number {
  const [a, b] = [DECIMAL.exec(first), DECIMAL.exec(second)];
  if (!a || !b) return Number(a !== null) - Number(b !== null);
  const places = Math.max(a[3]?.length ?? 0, b[3]?.length ?? 0);
  const scaled = (match: RegExpExecArray) => {
    const magnitude = BigInt(`${match[2]}${(match[3] ?? "").padEnd(places, "0")}`);
    return match[1] === "-" ? -magnitude : magnitude;
  };
  const difference = scaled(a) - scaled(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
