import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { jobStart } from "./job-start";

const NEW_YORK = "America/New_York";
const at = (local: string, timeZone = NEW_YORK) =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).toInstant();

const facts = (now: string, night: "completed" | "pending" | "none", latestJobStart = "06:00") => ({
  businessOn: "2026-06-30",
  now: at(now),
  timeZone: NEW_YORK,
  night,
  latestJobStart,
});

describe("the start of a scheduled run", () => {
  it.each([
    ["2026-06-30T00:40", "completed", "start"],
    ["2026-06-30T00:40", "pending", "wait"],
    ["2026-06-30T05:59:59", "pending", "wait"],
    ["2026-06-30T06:00", "pending", "start"],
    ["2026-06-30T23:59:59", "pending", "start"],
    ["2026-06-30T23:59:59", "completed", "start"],
    ["2026-07-01T00:00", "completed", "missed"],
    ["2026-07-09T00:00", "pending", "missed"],
    ["2026-06-29T23:59:59", "pending", "wait"],
    ["2026-06-29T23:59:59", "completed", "wait"],
    // Where nothing is counted no night is to come, and nothing is waited for but the hour of nights.
    ["2026-06-30T00:14:59", "none", "wait"],
    ["2026-06-30T00:15", "none", "start"],
  ] as const)("at %s with the night %s: %s", (now, night, expected) => {
    expect(jobStart(facts(now, night))).toBe(expected);
  });

  it("never starts before nights begin, however early it may", () => {
    expect(jobStart(facts("2026-06-30T00:05", "pending", "00:00"))).toBe("wait");
    expect(jobStart(facts("2026-06-30T00:15", "pending", "00:00"))).toBe("start");
  });

  it("goes by the wall clock on the days clocks change", () => {
    const spring = {
      businessOn: "2026-03-08",
      timeZone: NEW_YORK,
      night: "pending",
      latestJobStart: "06:00",
    } as const;
    expect(jobStart({ ...spring, now: Temporal.Instant.from("2026-03-08T09:59:59Z") })).toBe("wait");
    expect(jobStart({ ...spring, now: Temporal.Instant.from("2026-03-08T10:00:00Z") })).toBe("start");
    // 02:30 does not exist on that day: it becomes 03:30.
    const gap = { ...spring, latestJobStart: "02:30" };
    expect(jobStart({ ...gap, now: Temporal.Instant.from("2026-03-08T07:29:00Z") })).toBe("wait");
    expect(jobStart({ ...gap, now: Temporal.Instant.from("2026-03-08T07:30:00Z") })).toBe("start");
  });

  it("once it may start it may until its date has passed, and then never again", () => {
    const order = { wait: 0, start: 1, missed: 2 };
    fc.assert(
      fc.property(
        fc.constantFrom(NEW_YORK, "Europe/London", "Australia/Sydney"),
        fc.integer({ min: 0, max: 400 }),
        fc.constantFrom("completed", "pending", "none"),
        fc.integer({ min: 0, max: 1439 }),
        fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 4000 })),
        (timeZone, days, night, latest, minutes) => {
          const on = Temporal.PlainDate.from("2026-01-01").add({ days });
          const begin = on.subtract({ days: 1 }).toZonedDateTime(timeZone).toInstant();
          const latestJobStart = Temporal.PlainTime.from("00:00")
            .add({ minutes: latest })
            .toString({ smallestUnit: "minute" });
          const [earlier, later] = [...minutes]
            .sort((a, b) => a - b)
            .map((after) =>
              jobStart({
                businessOn: `${on}`,
                now: begin.add({ minutes: after }),
                timeZone,
                night: night as "completed" | "pending" | "none",
                latestJobStart,
              }),
            );
          expect(order[earlier!]).toBeLessThanOrEqual(order[later!]);
        },
      ),
    );
  });
});
