import { formatCalendarDate } from "./format-calendar-date";

export type CalendarPeriodProps = {
  startOn: string;
  /** The last day, inclusive; `null` for a period that is open. */
  endOn: string | null;
};

/** A billing period with both its days, inclusive: "1 – 30 Jun 2026", "17 Jan – 16 Feb 2026", "from 1 Jun 2026". */
export function CalendarPeriod({ startOn, endOn }: CalendarPeriodProps) {
  const start = formatCalendarDate(startOn);
  if (endOn === null) return <span style={{ whiteSpace: "nowrap" }}>from {start}</span>;
  const [day, month, year] = start.split(" ");
  const end = formatCalendarDate(endOn);
  const [, endMonth, endYear] = end.split(" ");
  const shortened = year !== endYear ? start : month !== endMonth ? `${day} ${month}` : day;
  return (
    <span style={{ whiteSpace: "nowrap" }}>
      <time dateTime={startOn}>{startOn === endOn ? "" : `${shortened} – `}</time>
      <time dateTime={endOn}>{end}</time>
    </span>
  );
}
