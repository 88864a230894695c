/** "1 line", "2 lines" */
const counted = (count: number, one: string) =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : `${one}s`}`;

/** "12 lines of 4 accounts add up.", or how many differences there are. */
export function checkedInWords(checked: { accounts: number; lines: number; differences: number }): string {
  const of = `${counted(checked.lines, "line")} of ${counted(checked.accounts, "account")}`;
  return checked.differences === 0
    ? `${of} checked: everything adds up.`
    : `${of} checked: ${counted(checked.differences, "difference")} found.`;
}
