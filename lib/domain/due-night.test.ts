import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { missedBetween, nightDueNow } from "./due-night";
import { businessDate, nightStart } from "./regions";

const instant = (text: string) => Temporal.Instant.from(text);

/** DST-001 to 006 of proration.md 2.8 and their like in 2027: when the night of the change and the next one begin. */
const CLOCK_CHANGES = [
  ["America/New_York", "2026-03-08", "2026-03-08T05:15:00Z", "2026-03-09T04:15:00Z"],
  ["America/New_York", "2026-11-01", "2026-11-01T04:15:00Z", "2026-11-02T05:15:00Z"],
  ["America/New_York", "2027-03-14", "2027-03-14T05:15:00Z", "2027-03-15T04:15:00Z"],
  ["America/New_York", "2027-11-07", "2027-11-07T04:15:00Z", "2027-11-08T05:15:00Z"],
  ["Europe/London", "2026-03-29", "2026-03-29T00:15:00Z", "2026-03-29T23:15:00Z"],
  ["Europe/London", "2026-10-25", "2026-10-24T23:15:00Z", "2026-10-26T00:15:00Z"],
  ["Europe/London", "2027-03-28", "2027-03-28T00:15:00Z", "2027-03-28T23:15:00Z"],
  ["Europe/London", "2027-10-31", "2027-10-30T23:15:00Z", "2027-11-01T00:15:00Z"],
  ["Australia/Sydney", "2026-04-05", "2026-04-04T13:15:00Z", "2026-04-05T14:15:00Z"],
  ["Australia/Sydney", "2026-10-04", "2026-10-03T14:15:00Z", "2026-10-04T13:15:00Z"],
  ["Australia/Sydney", "2027-04-04", "2027-04-03T13:15:00Z", "2027-04-04T14:15:00Z"],
  ["Australia/Sydney", "2027-10-03", "2027-10-02T14:15:00Z", "2027-10-03T13:15:00Z"],
] as const;

const plusDay = (on: string) => Temporal.PlainDate.from(on).add({ days: 1 }).toString();

describe.each(CLOCK_CHANGES)("%s at the clock change of %s", (timeZone, on, beginsAt, nextBeginsAt) => {
  const due = (at: Temporal.Instant, lastCompletedOn: string | null) =>
    nightDueNow({ now: at, timeZone, lastCompletedOn });
  const begins = instant(beginsAt);
  const nextBegins = instant(nextBeginsAt);

  it("is due from its exact instant on, as late as it may be, until the next date begins", () => {
    const before = Temporal.PlainDate.from(on).subtract({ days: 1 }).toString();
    expect(due(begins.subtract({ nanoseconds: 1 }), before)).toBeNull();
    expect(due(begins, before)).toEqual({ businessOn: on, secondsLate: 0 });
    const midnight = nextBegins.subtract({ minutes: 15 });
    const late = begins.until(midnight.subtract({ seconds: 1 }), { largestUnit: "seconds" }).seconds;
    expect(due(midnight.subtract({ seconds: 1 }), before)).toEqual({ businessOn: on, secondsLate: late });
    // Passed without a run: nothing is due for a quarter of an hour, and then only the new date.
    expect(due(midnight, before)).toBeNull();
    expect(due(nextBegins, before)).toEqual({ businessOn: plusDay(on), secondsLate: 0 });
  });

  it("is asked for no more once it is completed, through the hour that comes twice", () => {
    for (let at = begins; Temporal.Instant.compare(at, nextBegins) < 0; at = at.add({ minutes: 15 }))
      expect(due(at, on)).toBeNull();
    expect(due(nextBegins, on)?.businessOn).toBe(plusDay(on));
  });

  it("recovers 30 hours later with that day's date; the dates between are missed", () => {
    const at = begins.add({ hours: 30 });
    const today = businessDate(at, timeZone).toString();
    const before = Temporal.PlainDate.from(on).subtract({ days: 1 }).toString();
    expect(due(at, before)?.businessOn).toBe(today);
    expect(today).toBe(plusDay(on));
    expect(missedBetween(before, today)).toEqual([on]);
  });
});

/** A tick after `gap` minutes (0: it fires twice), its run beginning and ending so many minutes later, or failing. */
const tick = fc.record({
  gap: fc.oneof(fc.constant(0), fc.constant(15), fc.constant(30 * 60), fc.integer({ min: 1, max: 40 * 60 })),
  waits: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 * 60 })),
  takes: fc.integer({ min: 0, max: 8 * 60 }),
  isRead: fc.boolean(),
});

describe("any ticks over any of the clock changes", () => {
  it("complete each local date at most once, on that very date, and leave the others missed", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CLOCK_CHANGES),
        fc.array(tick, { minLength: 1, maxLength: 60 }),
        ([timeZone, , beginsAt], ticks) => {
          let at = instant(beginsAt).subtract({ hours: 72 });
          const isOn = (on: string, when: Temporal.Instant) => businessDate(when, timeZone).toString() === on;
          const completed: { on: string; at: Temporal.Instant }[] = [];
          const missed = new Set<string>();
          let lastScheduledOn: string | null = null;
          for (const { gap, waits, takes, isRead } of ticks) {
            at = at.add({ minutes: gap });
            const lastCompletedOn = completed.at(-1)?.on ?? null;
            const found = nightDueNow({ now: at, timeZone, lastCompletedOn });
            if (!found) continue;
            const { businessOn: on } = found;
            const beginsAt = at.add({ minutes: waits });
            const endsAt = beginsAt.add({ minutes: takes });
            // What sync-tenant, begin-run and finish-run ask: is it still that date, and was it completed meanwhile?
            if (!isOn(on, beginsAt)) continue;
            if (lastScheduledOn !== null)
              for (const gone of missedBetween(lastScheduledOn, on)) missed.add(gone);
            lastScheduledOn = on;
            if (isRead && isOn(on, endsAt)) completed.push({ on, at: endsAt });
            at = Temporal.Instant.compare(endsAt, at) > 0 ? endsAt : at;
          }
          const dates = completed.map(({ on }) => on);
          expect(new Set(dates).size).toBe(dates.length);
          expect([...dates].sort()).toEqual(dates);
          for (const { on, at: endedAt } of completed) {
            expect(isOn(on, endedAt)).toBe(true);
            const begins = nightStart(Temporal.PlainDate.from(on), timeZone);
            expect(Temporal.Instant.compare(endedAt, begins)).toBeGreaterThanOrEqual(0);
            expect(missed.has(on)).toBe(false);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
