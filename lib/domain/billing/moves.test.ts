import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { movesFrom, type Proration, withoutRepeats } from "./billing-policy";
import { clampedDay, compareDays, monthNumber } from "./calendar";
import type { CountedStep, Level, LevelStep } from "./unit-segments";

const level = (units: number): Level => ({ units: BigInt(units), unitPrice: 1n });
const step = (on: string, units: number, unitPrice = 1n): LevelStep => ({
  effectiveOn: Temporal.PlainDate.from(`2026-${on}`),
  units: BigInt(units),
  unitPrice,
});
/** The same, each price among them with the units of the count before it. */
const counted = (steps: readonly LevelStep[]): CountedStep[] => {
  const byCount: CountedStep[] = [];
  for (const one of steps) {
    const before = byCount.at(-1);
    byCount.push({ ...one, countedOn: before?.units === one.units ? before.countedOn : one.effectiveOn });
  }
  return byCount;
};
const firstOfMonth = (on: Temporal.PlainDate) => (on.day === 1 ? on : clampedDay(monthNumber(on) + 1, 1));

/** Moves of a line whose rises follow `increases` and whose falls follow `decreases`, as July sees them. */
const moves = (increases: Proration, decreases: Proration, ...steps: LevelStep[]) =>
  movesFrom(level(10), counted(steps), {
    termsOn: () => ({ prorateIncreases: increases, prorateDecreases: decreases }),
    boundaryFrom: firstOfMonth,
    arrivesIn: (boundary) => compareDays(boundary, Temporal.PlainDate.from("2026-07-01")) <= 0,
  });

describe("billed moves from counted steps", () => {
  it("daily: each step that is another level", () => {
    const steps = [step("06-10", 12), step("06-11", 12), step("06-12", 12, 2n), step("06-20", 9)];
    expect(moves("daily", "daily", ...steps)).toEqual([steps[0], steps[2], steps[3]]);
    expect(moves("daily", "daily", step("06-10", 10))).toEqual([]);
  });

  it("next-period: the last of a month waits for the first of the next", () => {
    const waiting = moves("next-period", "next-period", step("06-10", 12), step("06-20", 13));
    expect(waiting).toEqual([step("07-01", 13)]);
  });

  it("next-period: what waited is billed before a later step asks", () => {
    const steps = [step("06-10", 12), step("07-05", 14)];
    expect(moves("next-period", "next-period", ...steps)).toEqual([step("07-01", 12)]);
    // What is counted on the boundary itself replaces what waited for it.
    expect(moves("next-period", "daily", step("06-10", 12), step("07-01", 14))).toEqual([step("07-01", 14)]);
  });

  it("next-period: a step on a first day is at once, and what waits beyond the period is not in it", () => {
    expect(moves("next-period", "daily", step("06-01", 12))).toEqual([step("06-01", 12)]);
    expect(moves("next-period", "daily", step("07-02", 12))).toEqual([]);
  });

  it("a price is never made to wait: units stay, and follow at the boundary", () => {
    expect(moves("next-period", "daily", step("06-10", 12, 2n))).toEqual([
      step("06-10", 10, 2n),
      step("07-01", 12, 2n),
    ]);
    expect(moves("none", "none", step("06-10", 12, 2n))).toEqual([step("06-10", 10, 2n)]);
  });

  it("a price leaves what waits to its boundary, also where it changes on it", () => {
    expect(moves("next-period", "daily", step("06-10", 12), step("06-20", 12, 2n))).toEqual([
      step("06-20", 10, 2n),
      step("07-01", 12, 2n),
    ]);
    expect(moves("next-period", "daily", step("06-10", 12), step("07-01", 12, 2n))).toEqual([
      step("07-01", 12, 2n),
    ]);
  });

  it("each step by what is billed, not by the count before", () => {
    expect(moves("daily", "none", step("06-10", 8), step("06-20", 9), step("06-25", 11))).toEqual([
      step("06-25", 11),
    ]);
  });

  it("leave out those that change nothing", () => {
    const steps = [step("06-10", 12), step("06-11", 12), step("06-12", 10), step("06-13", 10, 2n)];
    expect(withoutRepeats(level(10), steps)).toEqual([steps[0], steps[2], steps[3]]);
    expect(withoutRepeats(level(12), steps)).toEqual([steps[2], steps[3]]);
    expect(withoutRepeats(null, [step("06-10", 0)])).toEqual([step("06-10", 0)]);
  });
});
