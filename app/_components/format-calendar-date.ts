const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LONG_MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

export type CalendarDateStyle = "short" | "long" | "weekday";

/**
 * "2026-06-10" as "10 Jun 2026" (`short`), "10 June 2026" (`long`) or "Wednesday, 10 June 2026" (`weekday`).
 * A calendar day has no time zone, so nothing here may shift it; the month is a word, so no reader can swap it with the day.
 */
export function formatCalendarDate(on: string, style: CalendarDateStyle = "short"): string {
  const match = ISO_DATE.exec(on);
  const [year, month, day] = (match ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined)
    throw new RangeError(`"${on}" is no calendar date`);
  const name = (style === "short" ? MONTHS : LONG_MONTHS)[month - 1];
  const date = `${day} ${name} ${year}`;
  return style === "weekday"
    ? `${WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]}, ${date}`
    : date;
}
