import { describe, expect, it } from "vitest";
import { segmentOn } from "./segment-on";

/** design.md 5: 10; 11 from the 10th; 12 from the 20th; later "15 from the 10th". */
const segments = [
  { effectiveOn: "2026-06-01", recordedAt: "2026-06-01T13:00:00.000Z", units: "10" },
  { effectiveOn: "2026-06-10", recordedAt: "2026-06-10T13:00:00.000Z", units: "11" },
  { effectiveOn: "2026-06-20", recordedAt: "2026-06-20T13:00:00.000Z", units: "12" },
  { effectiveOn: "2026-06-10", recordedAt: "2026-06-25T13:00:00.000Z", units: "15" },
];

describe("segmentOn", () => {
  it.each([
    ["2026-05-31", undefined],
    ["2026-06-01", "10"],
    ["2026-06-09", "10"],
    ["2026-06-10", "15"],
    ["2026-06-19", "15"],
    ["2026-06-20", "12"],
    ["2026-07-31", "12"],
  ])("on %s finds %s, in whatever order the rows come", (on, units) => {
    expect(segmentOn(segments, on)?.units).toBe(units);
    expect(segmentOn([...segments].reverse(), on)?.units).toBe(units);
  });
});
