/** The English in which a zone's own abbreviation exists; elsewhere the offset is written ("GMT+2"). */
const LOCALE_OF_ZONE: Record<string, string> = {
  "America/New_York": "en-US",
  "Europe/London": "en-GB",
  "Australia/Sydney": "en-AU",
};

export type InstantStyle = "date-time" | "day-time" | "time";

/**
 * An instant on the wall clock of `timeZone`, with the zone's name: "10 Jun 2026, 00:16 EDT", "10 Jun, 00:16 EDT"
 * (`day-time`, where the year is plain) or "00:16 EDT" (`time`).
 */
export function formatInstant(at: string, timeZone: string, style: InstantStyle = "date-time"): string {
  const epochMilliseconds = Date.parse(at);
  if (Number.isNaN(epochMilliseconds)) throw new RangeError(`"${at}" is no instant`);
  const parts = new Intl.DateTimeFormat(LOCALE_OF_ZONE[timeZone] ?? "en-US", {
    timeZone,
    day: "numeric",
    month: "numeric",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  }).formatToParts(epochMilliseconds);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "";
  const time = `${part("hour")}:${part("minute")} ${part("timeZoneName")}`;
  if (style === "time") return time;
  const month = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "short" }).format(
    Date.UTC(2000, Number(part("month")) - 1, 1),
  );
  const day = `${part("day").replace(/^0/, "")} ${month}`;
  return `${style === "day-time" ? day : `${day} ${part("year")}`}, ${time}`;
}

/** "America/New_York" as people say it: "New York". */
export function zoneCity(timeZone: string): string {
  return (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");
}
