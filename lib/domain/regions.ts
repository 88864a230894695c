import { Temporal } from "temporal-polyfill";

/** The three IT Glue servers; the choice sets only the API host (design.md 2.1). */
export const IT_GLUE_SERVERS = {
  us: { label: "US", apiBase: "https://api.itglue.com", webHost: "itglue.com" },
  eu: { label: "EU", apiBase: "https://api.eu.itglue.com", webHost: "eu.itglue.com" },
  au: { label: "AU", apiBase: "https://api.au.itglue.com", webHost: "au.itglue.com" },
} as const;

export type ItGlueServer = keyof typeof IT_GLUE_SERVERS;
export const IT_GLUE_SERVER_IDS = Object.keys(IT_GLUE_SERVERS) as [ItGlueServer, ...ItGlueServer[]];

/** The servers a tenant can live on; the server sets the zone in which its nights begin (design.md 2.6). */
export const TENANT_SERVERS = {
  "bms.kaseya.com": { label: "US (bms.kaseya.com)", timeZone: "America/New_York" },
  "vorexlogin.com": { label: "US (vorexlogin.com)", timeZone: "America/New_York" },
  "bmsemea.kaseya.com": { label: "EMEA (bmsemea.kaseya.com)", timeZone: "Europe/London" },
  "bmsapac.kaseya.com": { label: "APAC (bmsapac.kaseya.com)", timeZone: "Australia/Sydney" },
} as const;

export type TenantServer = keyof typeof TENANT_SERVERS;
export const TENANT_SERVER_IDS = Object.keys(TENANT_SERVERS) as [TenantServer, ...TenantServer[]];

export function timeZoneOf(server: TenantServer): string {
  return TENANT_SERVERS[server].timeZone;
}

/** The local date on a tenant's own server at `instant`: the date a count belongs to (proration.md R30). */
export function businessDate(instant: Temporal.Instant, timeZone: string): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(timeZone).toPlainDate();
}

/** Wall-clock time at which a night may begin. 00:00–00:59 exists exactly once on every date in all three zones (proration.md 2.8). */
export const NIGHT_STARTS_AT = Temporal.PlainTime.from("00:15");

/** The instant at which the night of `on` may begin in `timeZone`. */
export function nightStart(on: Temporal.PlainDate, timeZone: string): Temporal.Instant {
  return on.toZonedDateTime({ timeZone, plainTime: NIGHT_STARTS_AT }).toInstant();
}

/** The business date whose night is due at `instant`: today once 00:15 has passed, else none yet (`null`). */
export function dueNight(instant: Temporal.Instant, timeZone: string): Temporal.PlainDate | null {
  const today = businessDate(instant, timeZone);
  return Temporal.Instant.compare(instant, nightStart(today, timeZone)) >= 0 ? today : null;
}

/** The next instant at which a night begins after `instant`. */
export function nextNight(instant: Temporal.Instant, timeZone: string): Temporal.Instant {
  const today = businessDate(instant, timeZone);
  const start = nightStart(today, timeZone);
  return Temporal.Instant.compare(instant, start) < 0 ? start : nightStart(today.add({ days: 1 }), timeZone);
}
