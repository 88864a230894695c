const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

/** "2026-06" as "June 2026". */
export function monthInWords(month: string): string {
  return `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;
}
