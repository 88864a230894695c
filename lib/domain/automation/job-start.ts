import { Temporal } from "temporal-polyfill";
import { businessDate, dueNight } from "../regions";

/** What decides whether the run of a local date may start. */
export type JobStartFacts = {
  /** The local date the schedule names. */
  businessOn: string;
  now: Temporal.Instant;
  timeZone: string;
  /** The night of `businessOn`: completed, still to come (or failed, and tried again), or none where nothing is counted. */
  night: "completed" | "pending" | "none";
  /** Local time until which a job waits for the night, as "06:00". */
  latestJobStart: string;
};

/**
 * Whether the scheduled run of a date may start now. It waits for the night's sync of its date, so that it bills what was
 * counted that night, at latest until `latestJobStart` (design.md 8, Jobs). It runs on its own local date or never: after an
 * outage of hours it still runs, a date that passed is missed. What was due on it stays due and is taken by the next run.
 */
export function jobStart(facts: JobStartFacts): "start" | "wait" | "missed" {
  const { now, timeZone } = facts;
  const on = Temporal.PlainDate.from(facts.businessOn);
  const order = Temporal.PlainDate.compare(businessDate(now, timeZone), on);
  if (order > 0) return "missed";
  if (order < 0) return "wait";
  if (facts.night === "completed") return "start";
  const isNightBegun = dueNight(now, timeZone) !== null;
  if (facts.night === "none" && isNightBegun) return "start";
  const latest = latestStart(on, timeZone, facts.latestJobStart);
  return isNightBegun && Temporal.Instant.compare(now, latest) >= 0 ? "start" : "wait";
}

/** The instant from which the jobs of a date wait for its night no longer. */
export function latestStart(
  on: Temporal.PlainDate,
  timeZone: string,
  latestJobStart: string,
): Temporal.Instant {
  return on.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(latestJobStart) }).toInstant();
}
