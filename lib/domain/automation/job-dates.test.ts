import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type JobRange, throughOn } from "./job-range";
import { isScheduledOn, type JobSchedule, nextScheduledOn, scheduledDates } from "./job-schedule";

const day = (text: string) => Temporal.PlainDate.from(text);
const dates = (schedule: JobSchedule, from: string, through: string) =>
  scheduledDates(schedule, day(from), day(through)).map(String);

describe("the dates of a schedule", () => {
  it.each<[string, JobSchedule, string, string, string[]]>([
    ["every day over New Year", { every: "day" }, "2026-12-31", "2027-01-01", ["2026-12-31", "2027-01-01"]],
    [
      "every Monday over New Year",
      { every: "week", weekday: 1 },
      "2026-12-21",
      "2027-01-11",
      ["2026-12-21", "2026-12-28", "2027-01-04", "2027-01-11"],
    ],
    ["every Sunday", { every: "week", weekday: 7 }, "2026-06-01", "2026-06-14", ["2026-06-07", "2026-06-14"]],
    [
      "day 31 through a leap year",
      { every: "month", dayOfMonth: 31 },
      "2028-01-31",
      "2028-05-31",
      ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"],
    ],
    [
      "day 30 through a common year",
      { every: "month", dayOfMonth: 30 },
      "2026-01-01",
      "2026-04-30",
      ["2026-01-30", "2026-02-28", "2026-03-30", "2026-04-30"],
    ],
    ["day 1", { every: "month", dayOfMonth: 1 }, "2026-06-02", "2026-08-01", ["2026-07-01", "2026-08-01"]],
    ["an empty stretch", { every: "day" }, "2026-06-02", "2026-06-01", []],
  ])("are right for %s", (_, schedule, from, through, expected) => {
    expect(dates(schedule, from, through)).toEqual(expected);
  });

  it("looks forward from the last day of a month without losing the day it clamps", () => {
    expect(`${nextScheduledOn({ every: "month", dayOfMonth: 31 }, day("2026-02-28"))}`).toBe("2026-02-28");
    expect(`${nextScheduledOn({ every: "month", dayOfMonth: 31 }, day("2026-03-01"))}`).toBe("2026-03-31");
    expect(`${nextScheduledOn({ every: "month", dayOfMonth: 15 }, day("2026-12-16"))}`).toBe("2027-01-15");
  });
});

const anyDay = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => Temporal.PlainDate.from("2000-01-01").add({ days }));
const anySchedule: fc.Arbitrary<JobSchedule> = fc.oneof(
  fc.constant<JobSchedule>({ every: "day" }),
  fc.integer({ min: 1, max: 7 }).map((weekday): JobSchedule => ({ every: "week", weekday })),
  fc.integer({ min: 1, max: 31 }).map((dayOfMonth): JobSchedule => ({ every: "month", dayOfMonth })),
);
const anyRange: fc.Arbitrary<JobRange> = fc.oneof(
  fc.integer({ min: -31, max: 92 }).map((offsetDays): JobRange => ({ through: "run-date", offsetDays })),
  fc.constantFrom<JobRange>(
    { through: "end-of-week" },
    { through: "end-of-month" },
    { through: "end-of-next-month" },
  ),
);

describe("any schedule", () => {
  it("names exactly the days it says it names, walked one by one", () => {
    fc.assert(
      fc.property(anySchedule, anyDay, fc.integer({ min: 0, max: 100 }), (schedule, from, days) => {
        const walked = Array.from({ length: days + 1 }, (_, offset) => from.add({ days: offset }))
          .filter((on) => isScheduledOn(schedule, on))
          .map(String);
        expect(scheduledDates(schedule, from, from.add({ days })).map(String)).toEqual(walked);
      }),
    );
  });

  it("names one day of every month, or of every week", () => {
    fc.assert(
      fc.property(anySchedule, anyDay, (schedule, on) => {
        const first =
          schedule.every === "week" ? on.subtract({ days: on.dayOfWeek - 1 }) : on.with({ day: 1 });
        const last = schedule.every === "week" ? first.add({ days: 6 }) : on.with({ day: on.daysInMonth });
        const named = scheduledDates(schedule, first, last).length;
        expect(named).toBe(schedule.every === "day" ? on.daysInMonth : 1);
      }),
    );
  });
});

describe("the range of a run", () => {
  it.each<[string, JobRange, string, string]>([
    ["its own day", { through: "run-date", offsetDays: 0 }, "2026-06-30", "2026-06-30"],
    ["a week after", { through: "run-date", offsetDays: 7 }, "2026-12-28", "2027-01-04"],
    ["two days before", { through: "run-date", offsetDays: -2 }, "2026-03-01", "2026-02-27"],
    ["Sunday of a week that begins", { through: "end-of-week" }, "2026-12-28", "2027-01-03"],
    ["Sunday on a Sunday", { through: "end-of-week" }, "2026-06-07", "2026-06-07"],
    ["the end of a leap February", { through: "end-of-month" }, "2028-02-01", "2028-02-29"],
    ["the end of the month on its last day", { through: "end-of-month" }, "2026-06-30", "2026-06-30"],
    ["the end of next month from 31 January", { through: "end-of-next-month" }, "2026-01-31", "2026-02-28"],
    ["the end of next month over New Year", { through: "end-of-next-month" }, "2026-12-31", "2027-01-31"],
  ])("goes through %s", (_, range, on, expected) => {
    expect(`${throughOn(range, day(on))}`).toBe(expected);
  });

  it("never ends earlier for a later run, so that nothing due falls between two runs", () => {
    fc.assert(
      fc.property(anyRange, anyDay, fc.integer({ min: 0, max: 400 }), (range, on, days) => {
        const later = throughOn(range, on.add({ days }));
        expect(Temporal.PlainDate.compare(throughOn(range, on), later)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
