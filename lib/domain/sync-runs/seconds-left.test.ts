import { describe, expect, it } from "vitest";
import { type RunPace, secondsLeft } from "./seconds-left";

const pace = (values: Partial<RunPace>): RunPace => ({
  stage: "assets",
  nowMs: 100_000,
  beganAtMs: 0,
  lines: { done: 0, total: 1_000, before: 0, sinceMs: null },
  types: [],
  before: null,
  ...values,
});
const type = (values: Partial<RunPace["types"][number]>) => ({
  ...{ staged: 0, expected: null, tookMs: 0, isDone: false },
  ...values,
});

describe("seconds left of a run", () => {
  it("count by the pace of its lines once they are recorded", () => {
    const lines = { done: 250, total: 1_000, before: 0, sinceMs: 90_000 };
    // 10 s for 250 lines, 750 to go.
    expect(secondsLeft(pace({ stage: "lines", lines }))).toBe(30);
    expect(secondsLeft(pace({ stage: "lines", lines: { ...lines, done: 1_000 } }))).toBe(0);
    // Taken up again: what an earlier try recorded took none of this time.
    expect(secondsLeft(pace({ stage: "lines", lines: { ...lines, done: 750, before: 500 } }))).toBe(10);
    expect(secondsLeft(pace({ stage: "lines", lines: { ...lines, done: 3 } }))).toBeNull();
  });

  it("count what is still to be read by the pace of the pages so far, and the lines by the run before", () => {
    const types = [
      type({ staged: 8_000, expected: 8_000, tookMs: 20_000, isDone: true }),
      type({ staged: 2_000, expected: 6_000, tookMs: 5_000 }),
    ];
    // 2.5 ms an asset, 4,000 to go: 10 s, and the 30 s that the last run took beside its reading.
    const before = { wholeMs: 70_000, readingMs: 40_000 };
    expect(secondsLeft(pace({ types, before }))).toBe(40);
    // Never counted before: nothing is known of what follows the reading.
    expect(secondsLeft(pace({ types }))).toBeNull();
  });

  it("go by the run before where its own pace says nothing, and are never less than none", () => {
    const before = { wholeMs: 130_000, readingMs: 40_000 };
    expect(secondsLeft(pace({ stage: "organizations", before }))).toBe(30);
    expect(secondsLeft(pace({ types: [type({ staged: 5, tookMs: 9_000 })], before }))).toBe(30);
    expect(secondsLeft(pace({ stage: "organizations", before: { ...before, wholeMs: 60_000 } }))).toBe(0);
    expect(secondsLeft(pace({ stage: "organizations" }))).toBeNull();
  });

  it("take twenty for a pace, and fewer for none, but nothing left for no time", () => {
    const before = { wholeMs: 130_000, readingMs: 40_000 };
    const lines = { done: 20, total: 100, before: 0, sinceMs: 95_000 };
    expect(secondsLeft(pace({ stage: "lines", lines, before }))).toBe(20);
    expect(secondsLeft(pace({ stage: "lines", lines: { ...lines, done: 19 }, before }))).toBe(30);
    expect(secondsLeft(pace({ stage: "lines", lines: { ...lines, done: 10, total: 10 }, before }))).toBe(0);
    const read = (staged: number) => [type({ staged, expected: 100, tookMs: 1_000 })];
    expect(secondsLeft(pace({ types: read(20), before }))).toBe(94);
    expect(secondsLeft(pace({ types: read(19), before }))).toBe(30);
  });

  it("go by the run before while lines have no time of their own, or the stage is another", () => {
    const before = { wholeMs: 130_000, readingMs: 40_000 };
    const lines = { done: 500, total: 1_000, before: 0, sinceMs: null };
    expect(secondsLeft(pace({ stage: "lines", lines, before }))).toBe(30);
    expect(secondsLeft(pace({ stage: "lines", lines, before, beganAtMs: 40_000 }))).toBe(70);
    const done = [type({ staged: 8_000, expected: 8_000, tookMs: 20_000, isDone: true })];
    expect(secondsLeft(pace({ stage: "organizations", types: done, before }))).toBe(30);
    const sinceMs = 50_000;
    expect(secondsLeft(pace({ types: done, before, lines: { ...lines, sinceMs } }))).toBe(90);
  });

  it("have no pace of reading while one type's number is not known", () => {
    const before = { wholeMs: 130_000, readingMs: 40_000 };
    const types = [type({ staged: 50, expected: 100, tookMs: 1_000 }), type({})];
    expect(secondsLeft(pace({ types, before }))).toBe(30);
  });
});
