import { type CalendarDateStyle, formatCalendarDate } from "./format-calendar-date";

export type CalendarDateProps = {
  /** "YYYY-MM-DD"; `null` shows `empty`. */
  on: string | null;
  /** `short` is "10 Jun 2026", `long` "10 June 2026", `weekday` "Wednesday, 10 June 2026". */
  variant?: CalendarDateStyle;
  /** What stands for no date. */
  empty?: string;
};

/** A calendar day (start date, effective date, period end): the same day for every reader in every zone. */
export function CalendarDate({ on, variant = "short", empty = "–" }: CalendarDateProps) {
  if (on === null) return <span>{empty}</span>;
  return (
    <time dateTime={on} style={{ whiteSpace: "nowrap" }}>
      {formatCalendarDate(on, variant)}
    </time>
  );
}
