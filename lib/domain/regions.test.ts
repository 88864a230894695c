import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { businessDate, dueNight, nextNight, nightStart, timeZoneOf } from "./regions";

const instant = (text: string) => Temporal.Instant.from(text);

describe("business dates", () => {
  it.each([
    ["2026-06-01T03:59:00Z", "America/New_York", "2026-05-31"],
    ["2026-06-01T04:00:00Z", "America/New_York", "2026-06-01"],
    ["2026-05-31T22:59:00Z", "Europe/London", "2026-05-31"],
    ["2026-05-31T23:00:00Z", "Europe/London", "2026-06-01"],
    ["2026-05-31T14:00:00Z", "Australia/Sydney", "2026-06-01"],
  ])("%s in %s is %s", (at, zone, on) => {
    expect(businessDate(instant(at), zone).toString()).toBe(on);
  });
});

describe("nights at the clock changes of 2026 (proration.md 2.8)", () => {
  it.each([
    ["2026-03-08", "America/New_York", "2026-03-08T05:15:00Z"],
    ["2026-03-09", "America/New_York", "2026-03-09T04:15:00Z"],
    ["2026-11-01", "America/New_York", "2026-11-01T04:15:00Z"],
    ["2026-11-02", "America/New_York", "2026-11-02T05:15:00Z"],
    ["2026-03-29", "Europe/London", "2026-03-29T00:15:00Z"],
    ["2026-03-30", "Europe/London", "2026-03-29T23:15:00Z"],
    ["2026-10-04", "Australia/Sydney", "2026-10-03T14:15:00Z"],
    ["2026-10-05", "Australia/Sydney", "2026-10-04T13:15:00Z"],
  ])("the night of %s in %s begins at %s", (on, zone, at) => {
    expect(nightStart(Temporal.PlainDate.from(on), zone).toString()).toBe(at);
    expect(nextNight(instant(at).subtract({ seconds: 1 }), zone).toString()).toBe(at);
  });

  it("that comes next is tomorrow's from the moment today's may begin", () => {
    for (const at of ["2026-03-07T05:15:00Z", "2026-03-08T04:59:59Z"])
      expect(nextNight(instant(at), "America/New_York").toString()).toBe("2026-03-08T05:15:00Z");
  });

  it("is not due a minute before 00:15, and due at 00:15", () => {
    expect(dueNight(instant("2026-06-02T04:14:59Z"), "America/New_York")).toBeNull();
    expect(dueNight(instant("2026-06-02T04:15:00Z"), "America/New_York")?.toString()).toBe("2026-06-02");
  });

  it("keeps each server's zone", () => {
    expect(timeZoneOf("vorexlogin.com")).toBe("America/New_York");
    expect(timeZoneOf("bmsemea.kaseya.com")).toBe("Europe/London");
    expect(timeZoneOf("bmsapac.kaseya.com")).toBe("Australia/Sydney");
  });
});
