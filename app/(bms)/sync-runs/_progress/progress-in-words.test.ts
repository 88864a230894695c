import { describe, expect, it } from "vitest";
import type { SyncRunProgress } from "@/lib/queries/sync-run-progress";
import { assetsInWords, percentDone, stageInWords, timeLeftInWords } from "./progress-in-words";

const type = (values: Partial<SyncRunProgress["types"][number]> = {}) => ({
  ...{ id: "1", name: "Licenses", staged: 0, expected: null, isDone: false },
  ...values,
});
const progress = (values: Partial<SyncRunProgress> = {}): SyncRunProgress => ({
  status: "running",
  stage: "assets",
  types: [type({ isDone: true, staged: 10, expected: 10 }), type({ staged: 1_200, expected: 4_800 })],
  lines: { done: 0, total: 40 },
  requests: { ofRun: 3, lately: 12 },
  secondsLeft: 200,
  ...values,
});

describe("the progress of a run in words", () => {
  it("says what it is busy with", () => {
    expect(stageInWords(progress())).toBe("Reading assets: 1 of 2 types");
    expect(stageInWords(progress({ stage: "organizations" }))).toBe("Reading organizations and asset types");
    expect(stageInWords(progress({ stage: "lines" }))).toBe("Counting lines");
    expect(stageInWords(progress({ stage: "lines", lines: { done: 40, total: 40 } }))).toBe(
      "Proving what was billed",
    );
  });

  it("says how long, and until when in real time only", () => {
    const end = { nowMs: Date.parse("2026-06-10T04:16:00Z"), timeZone: "America/New_York" };
    expect(timeLeftInWords({ secondsLeft: 200 }, end)).toBe("About 3 min, until 00:19");
    expect(timeLeftInWords({ secondsLeft: 200 }, null)).toBe("About 3 min");
    expect(timeLeftInWords({ secondsLeft: 42 }, null)).toBe("About 42 s");
    expect(timeLeftInWords({ secondsLeft: 3 }, end)).toBe("A few seconds");
    expect(timeLeftInWords({ secondsLeft: null }, end)).toBe("Not known yet");
  });

  it("counts assets against those expected, never above them", () => {
    expect(assetsInWords(type({ staged: 1_200, expected: 4_800 }))).toBe("1,200 of 4,800");
    expect(assetsInWords(type({ staged: 4_810, expected: 4_800 }))).toBe("4,800 of 4,800");
    expect(assetsInWords(type({ staged: 1_200 }))).toBe("1,200");
    expect(assetsInWords(type({ staged: 4_800, expected: 4_800, isDone: true }))).toBe("4,800");
  });

  it("fills its bar by reading, then by counting", () => {
    expect(percentDone(progress({ stage: "organizations" }))).toBe(0);
    expect(percentDone(progress())).toBe(31.25);
    expect(percentDone(progress({ stage: "lines", lines: { done: 10, total: 40 } }))).toBe(62.5);
    expect(percentDone(progress({ stage: "lines", lines: { done: 0, total: 0 } }))).toBe(100);
  });
});
