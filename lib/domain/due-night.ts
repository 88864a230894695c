import { Temporal } from "temporal-polyfill";
import { dueNight, nightStart } from "./regions";

/** What of a tenant decides whether a night is due. Dates are "YYYY-MM-DD". */
export type NightFacts = {
  /** The tenant's own present: the real one, or a simulation's clock. */
  now: Temporal.Instant;
  timeZone: string;
  /** The newest date with a completed scheduled run; null before the first. */
  lastCompletedOn: string | null;
};

export type DueNight = {
  /** The only date that may be counted now: today on the tenant's server. A date that passed is never due again. */
  businessOn: string;
  /** Whole seconds since the night could begin. */
  secondsLate: number;
};

/**
 * The night a tenant is to be counted for at this instant, or null: today's, once 00:15 has passed, unless it is completed
 * (design.md 5). Asked at any instant, as often as one likes, it names each date at most until that is completed.
 */
export function nightDueNow({ now, timeZone, lastCompletedOn }: NightFacts): DueNight | null {
  const on = dueNight(now, timeZone);
  if (on === null || (lastCompletedOn !== null && lastCompletedOn >= on.toString())) return null;
  const late = nightStart(on, timeZone).until(now, { largestUnit: "seconds" });
  return { businessOn: on.toString(), secondsLate: late.seconds };
}

/** Dates between the last scheduled one and today that no run was completed for: missed, and never counted later. */
export function missedBetween(lastScheduledOn: string, today: string): string[] {
  const from = Temporal.PlainDate.from(lastScheduledOn);
  const days = from.until(Temporal.PlainDate.from(today)).days - 1;
  return Array.from({ length: Math.max(0, days) }, (_, day) => from.add({ days: day + 1 }).toString());
}
