import type { Temporal } from "temporal-polyfill";
import { clampedDay, isBefore, monthNumber } from "./calendar";
import { periodOfLine } from "./conservation-words";
import { dayInWords } from "./words";

/** Safety bounds of what is generated (proration.md 2.11): beyond them a loop or a wrong date is likelier than a bill. */
export const MOST_CHARGES_A_DAY = 15;
/** Corrections reach 12 months back, an Administrator's further (design.md 5); items of older periods want a person's word. */
export const MOST_MONTHS_BACK = 24;

type Period = { periodStartOn: Temporal.PlainDate; periodEndOn: Temporal.PlainDate };

/** What stands in review or was posted for a line; `postedOn` is the business date of the posting. */
export type GeneratedRows = {
  items: readonly Period[];
  charges: readonly (Period & { postedOn: Temporal.PlainDate })[];
};

/** Each bound that a line exceeds, in one sentence that names period and number; none for nearly every line. */
export function exceededBounds(
  lineName: string,
  { items, charges }: GeneratedRows,
  todayOn: Temporal.PlainDate,
): string[] {
  const earliestOn = clampedDay(monthNumber(todayOn) - MOST_MONTHS_BACK, todayOn.day);
  const old = items.find(({ periodEndOn }) => isBefore(periodEndOn, earliestOn));
  const tooFarBack =
    old &&
    `${periodOfLine(lineName, old)}: an item is in review for a period that ended more than ${MOST_MONTHS_BACK} months ago.`;
  const counts = new Map<string, number>();
  const looped = charges.find(({ periodStartOn, postedOn }) => {
    const key = `${periodStartOn}/${postedOn}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts.get(key)! > MOST_CHARGES_A_DAY;
  });
  const tooMany =
    looped &&
    `${periodOfLine(lineName, looped)}: more than ${MOST_CHARGES_A_DAY} charges of this period were posted on ${dayInWords(looped.postedOn)}.`;
  return [tooFarBack, tooMany].filter((sentence) => sentence !== undefined);
}
