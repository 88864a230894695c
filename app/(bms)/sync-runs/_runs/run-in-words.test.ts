import { describe, expect, it } from "vitest";
import { runDuration, runFault, runStart } from "./run-in-words";

const startedAt = "2026-06-10T04:15:00.000Z";

describe("a sync run in words", () => {
  it.each([
    ["2026-06-10T04:15:00.200Z", "under 1 s"],
    ["2026-06-10T04:15:42.000Z", "42 s"],
    ["2026-06-10T04:18:05.000Z", "3 min 5 s"],
    [null, null],
    // A simulated clock stood still in it.
    [startedAt, null],
  ])("lasts until %s: %s", (finishedAt, words) => {
    expect(runDuration({ startedAt, finishedAt })).toBe(words);
  });

  it("says what failed, and that units are unchanged", () => {
    expect(
      runFault({
        status: "failed",
        summary: { error: { code: "it-glue-timeout", message: "IT Glue did not answer in time" } },
      }),
    ).toBe("IT Glue did not answer in time. Lines that could not be read kept their units.");
    expect(runFault({ status: "missed", summary: {} })).toContain("never counted later");
    expect(runFault({ status: "completed", summary: {} })).toBeNull();
  });

  it("a date that was never tried has no start", () => {
    expect(runStart({ status: "missed", startedAt, finishedAt: null })).toBeNull();
    expect(runStart({ status: "missed", startedAt, finishedAt: startedAt })).toBe(startedAt);
    expect(runStart({ status: "running", startedAt, finishedAt: null })).toBe(startedAt);
  });
});
