import { describe, expect, it } from "vitest";
import { byInterest, runDuration, runFault, runStart, toldReasons } from "./run-in-words";

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

  it("says once that IT Glue could not be read", () => {
    const general = { code: "pass-failed", message: "IT Glue could not be read" };
    const own = { code: "it-glue-unavailable", message: "IT Glue is unavailable (503)" };
    expect(toldReasons([own, general])).toEqual([own]);
    expect(toldReasons([general])).toEqual([general]);
    expect(toldReasons([])).toEqual([]);
  });

  it("lists first what needs a person, then what changed, each in its order", () => {
    const line = (id: number, outcome: Parameters<typeof byInterest>[0][number]["outcome"]) => ({
      id,
      outcome,
    });
    const lines = [
      line(1, "unchanged"),
      line(2, "changed"),
      line(3, "not-counted"),
      line(4, "held"),
      line(5, "unchanged"),
      line(6, "changed"),
    ];
    expect(byInterest(lines).map(({ id }) => id)).toEqual([4, 3, 2, 6, 1, 5]);
  });
});
