import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type UnitOverride, withOverrides } from "./overrides";
import { historyOf, segmentsKnown, stepOn, type UnitSegment } from "./unit-segments";

const FIRST = Temporal.PlainDate.from("2026-06-01");
const day = (offset: number) => FIRST.add({ days: offset });
const at = (milliseconds: number) =>
  Temporal.Instant.fromEpochMilliseconds(Date.parse("2026-06-01T05:00:00Z") + milliseconds);
const counted = (on: number, units: bigint, recorded: number): UnitSegment => ({
  effectiveOn: day(on),
  units,
  recordedAt: at(recorded),
});
const override = (from: number, through: number, units: bigint, recorded: number): UnitOverride => ({
  fromOn: day(from),
  throughOn: day(through),
  units,
  recordedAt: at(recorded),
});

/** Units of a day under what is known at an instant; undefined before the first. */
function unitsOn(
  segments: readonly UnitSegment[],
  on: number,
  knownAt: Temporal.Instant,
): bigint | undefined {
  const history = historyOf(segments, "units", (a, b) => a.units === b.units);
  return stepOn(segmentsKnown(history, knownAt.epochNanoseconds), day(on))?.units;
}
const LATER = at(1_000_000);
const daily = (segments: readonly UnitSegment[], from: number, through: number) =>
  Array.from({ length: through - from + 1 }, (_, index) => unitsOn(segments, from + index, LATER));

describe("units under an override", () => {
  const ten = counted(0, 10n, 0);

  it.each<[string, UnitSegment[], UnitOverride[], (bigint | undefined)[]]>([
    [
      "are its own, and the counted ones the day after",
      [ten],
      [override(2, 3, 7n, 5)],
      [10n, 10n, 7n, 7n, 10n, 10n],
    ],
    [
      "hide counts inside it, whenever recorded; the last of them applies the day after",
      [ten, counted(2, 11n, 2), counted(3, 12n, 9)],
      [override(2, 4, 7n, 5)],
      [10n, 10n, 7n, 7n, 7n, 12n],
    ],
    [
      "leave a count of the day after as it is, recorded before or later",
      [ten, counted(4, 13n, 1), counted(4, 14n, 9)],
      [override(1, 3, 7n, 5)],
      [10n, 7n, 7n, 7n, 14n, 14n],
    ],
    [
      "end with the count in force, also where it was corrected afterwards for an earlier day",
      [ten, counted(1, 8n, 9)],
      [override(2, 3, 7n, 5)],
      [10n, 8n, 7n, 7n, 8n, 8n],
    ],
    [
      "are billed before anything was counted, and nothing after",
      [],
      [override(1, 2, 7n, 5)],
      [undefined, 7n, 7n, 0n, 0n, 0n],
    ],
    [
      "pass from one override to the next",
      [ten],
      [override(1, 2, 7n, 5), override(3, 4, 6n, 6)],
      [10n, 7n, 7n, 6n, 6n, 10n],
    ],
    [
      "pass from one to the next in whatever order they were recorded",
      [ten, counted(3, 11n, 8)],
      [override(1, 2, 7n, 6), override(3, 4, 6n, 5)],
      [10n, 7n, 7n, 6n, 6n, 11n],
    ],
    [
      "do not depend on a clock that stands still",
      [ten, counted(2, 11n, 5)],
      [override(2, 3, 7n, 5)],
      [10n, 10n, 7n, 7n, 11n, 11n],
    ],
  ])("%s", (_name, segments, overrides, expected) => {
    expect(daily(withOverrides(segments, overrides), 0, 5)).toEqual(expected);
  });

  it("are unknown before it was recorded", () => {
    const segments = withOverrides([ten, counted(2, 11n, 2)], [override(2, 3, 7n, 5)]);
    expect([1, 2, 3, 4].map((on) => unitsOn(segments, on, at(4)))).toEqual([10n, 11n, 11n, 11n]);
  });

  it("of several overrides are each one's own, in whatever order they were recorded", () => {
    const times = fc.uniqueArray(fc.nat(30), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(times, fc.array(fc.nat(12), { minLength: 2, maxLength: 2 }), ([a, b, c, d, e], [x, y]) => {
        const segments = [counted(x!, 1n, a!), counted(y!, 2n, b!)];
        const overrides = [override(2, 3, 20n, c!), override(4, 6, 40n, d!), override(8, 8, 80n, e!)];
        const own = [undefined, undefined, 20n, 20n, 40n, 40n, 40n, undefined, 80n];
        for (let on = 0; on < 12; on += 1) {
          const plain = unitsOn(segments, on, LATER);
          const expected = own[on] ?? (on > 3 ? (plain ?? 0n) : plain);
          expect(unitsOn(withOverrides(segments, overrides), on, LATER), `day ${on}`).toBe(expected);
        }
      }),
    );
  });

  it("are the override's within it and the count's outside, for every history and every knowledge", () => {
    const histories = fc.uniqueArray(
      fc.record({ on: fc.nat(12), units: fc.bigInt(0n, 20n), recorded: fc.nat(30) }),
      {
        selector: ({ recorded }) => recorded,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(
        histories,
        fc.nat(8),
        fc.nat(5),
        fc.nat(30),
        fc.nat(40),
        (history, from, length, recorded, known) => {
          const segments = history.map((each) => counted(each.on, each.units, each.recorded));
          const own = override(from, from + length, 99n, recorded);
          const knownAt = at(known).add({ microseconds: 500 });
          for (let on = 0; on < 16; on += 1) {
            const plain = unitsOn(segments, on, knownAt);
            const isWithin = on >= from && on <= from + length;
            const expected =
              known < recorded ? plain : isWithin ? 99n : on > from + length ? (plain ?? 0n) : plain;
            expect(unitsOn(withOverrides(segments, [own]), on, knownAt), `day ${on}`).toBe(expected);
          }
        },
      ),
    );
  });
});
