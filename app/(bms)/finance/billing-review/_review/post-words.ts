const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

/** "July 2026" of "2026-07". */
export const monthName = (month: string) => `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

export const itemsInWords = (number: number) => (number === 1 ? "1 item" : `${number} items`);
