import { formatInstant, type InstantStyle, zoneCity } from "./format-instant";

export type InstantProps = {
  /** ISO instant, such as "2026-06-10T04:16:00Z"; `null` shows `empty`. */
  at: string | null;
  /** The tenant's zone: the one in which its nights begin. */
  timeZone: string;
  /** `day-time` leaves out the year, `time` the date, for places that name it already. */
  variant?: InstantStyle;
  empty?: string;
};

/** When something happened, on the tenant's own clock and with the zone's name; the title tells the city. */
export function Instant({ at, timeZone, variant = "date-time", empty = "–" }: InstantProps) {
  if (at === null) return <span>{empty}</span>;
  return (
    <time
      dateTime={at}
      title={`${zoneCity(timeZone)} time`}
      style={{ whiteSpace: "nowrap" }}
      suppressHydrationWarning
    >
      {formatInstant(at, timeZone, variant)}
    </time>
  );
}
