import { plannedRenewal, RENEWS_DAYS_BEFORE } from "@/lib/domain/renewal";
import { calendarDateText } from "@/lib/inputs/typed-fields";

type TypedRenewal = {
  /** As typed; "" or null for none. */
  startOn: string;
  endOn: string | null;
  termStartOn: string | null;
  isAutoRenewed: boolean;
};

const isDate = (text: string | null): text is string =>
  !!text && calendarDateText("").safeParse(text).success;

/**
 * What auto-renew will do, with the dates that follow from what is typed.
 * @param inWords how a date is written.
 */
export function renewalInWords(
  { startOn, endOn, termStartOn, isAutoRenewed }: TypedRenewal,
  todayOn: string,
  inWords: (on: string) => string,
): string {
  const rule = `The end date moves on by the length of the term, ${RENEWS_DAYS_BEFORE} days before the contract ends`;
  if (!isAutoRenewed) return `${rule}. An inactive contract never renews.`;
  if (!isDate(endOn) || !isDate(startOn)) return `${rule}; enter an end date.`;
  const planned = plannedRenewal({ startOn, endOn, termStartOn }, todayOn);
  if (planned === null)
    return "This contract has ended, and what has ended does not renew: enter a later end date.";
  return `Renews in the night of ${inWords(planned.renewsOn)}, then through ${inWords(planned.throughOn)}. Lines with an end date of their own still end on it.`;
}
