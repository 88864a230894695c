import { describe, expect, it } from "vitest";
import { formatInstant, zoneCity } from "./format-instant";

describe("formatInstant", () => {
  it.each([
    ["2026-06-10T04:16:00Z", "America/New_York", "10 Jun 2026, 00:16 EDT"],
    ["2026-01-10T05:16:00Z", "America/New_York", "10 Jan 2026, 00:16 EST"],
    ["2026-06-09T23:16:00Z", "Europe/London", "10 Jun 2026, 00:16 BST"],
    ["2026-01-10T00:16:00Z", "Europe/London", "10 Jan 2026, 00:16 GMT"],
    ["2026-06-09T14:16:00Z", "Australia/Sydney", "10 Jun 2026, 00:16 AEST"],
    ["2026-09-01T14:16:00Z", "Australia/Sydney", "2 Sep 2026, 00:16 AEST"],
  ])("%s in %s is %s", (at, timeZone, text) => {
    expect(formatInstant(at, timeZone)).toBe(text);
  });

  it("leaves out what its place already says", () => {
    expect(formatInstant("2026-06-10T04:16:00Z", "America/New_York", "time")).toBe("00:16 EDT");
    expect(formatInstant("2026-06-10T04:16:00Z", "America/New_York", "day-time")).toBe("10 Jun, 00:16 EDT");
    expect(zoneCity("America/New_York")).toBe("New York");
  });
});
