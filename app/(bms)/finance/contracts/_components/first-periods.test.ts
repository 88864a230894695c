import { describe, expect, it } from "vitest";
import { firstPeriods } from "./first-periods";

const typed = {
  billingCycle: "monthly" as const,
  alignment: "contract-start" as const,
  anchorDay: null as number | null,
  startOn: "2026-01-17",
  endOn: null as string | null,
};

describe("firstPeriods", () => {
  it("keeps the anchor of a contract's start", () => {
    expect(firstPeriods(typed, 2)).toEqual([
      { startOn: "2026-01-17", endOn: "2026-02-16", isPart: false },
      { startOn: "2026-02-17", endOn: "2026-03-16", isPart: false },
    ]);
  });

  it("begins with a part of the period that owns the start, where periods begin on another day", () => {
    expect(firstPeriods({ ...typed, anchorDay: 5 }, 2)).toEqual([
      { startOn: "2026-01-17", endOn: "2026-02-04", isPart: true },
      { startOn: "2026-02-05", endOn: "2026-03-04", isPart: false },
    ]);
  });

  it("begins with a part of the calendar month", () => {
    expect(firstPeriods({ ...typed, alignment: "calendar" }, 2)).toEqual([
      { startOn: "2026-01-17", endOn: "2026-01-31", isPart: true },
      { startOn: "2026-02-01", endOn: "2026-02-28", isPart: false },
    ]);
  });

  it("clamps an anchor of the 31st without losing it", () => {
    expect(firstPeriods({ ...typed, startOn: "2026-01-31" }, 3).map((period) => period.endOn)).toEqual([
      "2026-02-27",
      "2026-03-30",
      "2026-04-29",
    ]);
  });

  it("ends with the contract", () => {
    expect(firstPeriods({ ...typed, endOn: "2026-02-28" }, 3)).toEqual([
      { startOn: "2026-01-17", endOn: "2026-02-16", isPart: false },
      { startOn: "2026-02-17", endOn: "2026-02-28", isPart: true },
    ]);
  });

  it.each(["", "2026-02-30", "tomorrow"])("shows none for %o", (startOn) => {
    expect(firstPeriods({ ...typed, startOn }, 2)).toEqual([]);
  });
});
