import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { billedUnits, type UnitRounding, type UnitTerms } from "@/lib/domain/billed-units";
import { BillingFault } from "./billing-fault";
import { historyOf, type LineHistory, levelSteps, segmentsKnown } from "./unit-segments";

const unlimited: UnitTerms = { rounding: "none", minimum: null, included: null, maximum: null };
const day = (text: string) => Temporal.PlainDate.from(text);

describe("billed units = max(minimum, min(maximum, max(0, round(units) − included)))", () => {
  it.each<[string, bigint, Partial<UnitTerms>, bigint]>([
    ["as counted", 105_000n, {}, 105_000n],
    ["up", 100_001n, { rounding: "up" }, 110_000n],
    ["up from a whole number", 100_000n, { rounding: "up" }, 100_000n],
    ["down", 109_999n, { rounding: "down" }, 100_000n],
    ["half up, from the half", 105_000n, { rounding: "half-up" }, 110_000n],
    ["half up, below the half", 104_999n, { rounding: "half-up" }, 100_000n],
    [
      "rounded before the included units are taken off",
      104_999n,
      { rounding: "up", included: 5_000n },
      105_000n,
    ],
    ["less than included", 40_000n, { included: 50_000n }, 0n],
    ["a negative sum of values", -30_000n, {}, 0n],
    ["at least the minimum, also of nothing", 0n, { minimum: 50_000n }, 50_000n],
    ["at most the maximum", 200_000n, { maximum: 150_000n }, 150_000n],
    [
      "the maximum caps what is left after the included",
      200_000n,
      { included: 60_000n, maximum: 150_000n },
      140_000n,
    ],
    ["the minimum stands above the maximum's cap", 10_000n, { minimum: 20_000n, maximum: 20_000n }, 20_000n],
  ])("%s", (_, units, terms, billed) => {
    expect(billedUnits(units, { ...unlimited, ...terms })).toBe(billed);
  });

  it.each<[UnitRounding, bigint]>([
    ["up", -20_000n],
    ["down", -30_000n],
    ["half-up", -20_000n],
  ])("rounds negative units %s by the number line", (rounding, rounded) => {
    const lifted = { ...unlimited, rounding, included: -100_000n };
    expect(billedUnits(-25_000n, lifted)).toBe(rounded + 100_000n);
  });
});

type Row = readonly [effectiveOn: string, value: string, recordedAt: string];

function historyFor(units: readonly Row[], prices: readonly Row[]): LineHistory {
  const segments = (rows: readonly Row[]) =>
    rows.map(([effectiveOn, value, at]) => ({
      effectiveOn: day(effectiveOn),
      units: BigInt(value) * 10_000n,
      unitPrice: BigInt(value) * 100_000_000n,
      recordedAt: Temporal.Instant.from(`${at}:00Z`),
    }));
  return {
    units: historyOf(segments(units), "line.units", (a, b) => a.units === b.units),
    prices: historyOf(segments(prices), "line.prices", (a, b) => a.unitPrice === b.unitPrice),
    terms: [],
  };
}

function steps(units: readonly Row[], prices: readonly Row[], knownAt: string | null = null): string[] {
  const known = knownAt === null ? null : Temporal.Instant.from(`${knownAt}:00Z`).epochNanoseconds;
  return levelSteps(historyFor(units, prices), unlimited, known).map(
    (step) => `${step.effectiveOn} ${step.units / 10_000n}@${step.unitPrice / 100_000_000n}`,
  );
}

describe("segments (design.md 5)", () => {
  const prices: Row[] = [["2026-06-01", "10", "2026-06-01T05:15"]];
  const corrected: Row[] = [
    ["2026-06-01", "10", "2026-06-01T05:15"],
    ["2026-06-10", "11", "2026-06-10T05:15"],
    ["2026-06-20", "12", "2026-06-20T05:15"],
    ["2026-06-10", "15", "2026-06-25T12:00"],
  ];

  it("run until the next effective date, whenever recorded", () => {
    expect(steps(corrected, prices)).toEqual(["2026-06-01 10@10", "2026-06-10 15@10", "2026-06-20 12@10"]);
  });

  it("are those known at an instant, that instant included", () => {
    expect(steps(corrected, prices, "2026-06-25T11:59")[1]).toBe("2026-06-10 11@10");
    expect(steps(corrected, prices, "2026-06-25T12:00")[1]).toBe("2026-06-10 15@10");
    expect(steps(corrected, prices, "2026-05-01T00:00")).toEqual([]);
  });

  it("change and back on one day is no step", () => {
    const back: Row[] = [
      ["2026-06-01", "10", "2026-06-01T05:15"],
      ["2026-06-10", "12", "2026-06-10T05:15"],
      ["2026-06-10", "10", "2026-06-10T17:00"],
    ];
    expect(steps(back, prices)).toEqual(["2026-06-01 10@10"]);
  });

  it("units and price changing on one day are one step", () => {
    const risen: Row[] = [...prices, ["2026-06-10", "12", "2026-06-10T05:15"]];
    expect(steps(corrected.slice(0, 2), risen)).toEqual(["2026-06-01 10@10", "2026-06-10 11@12"]);
  });

  it("know the day their units are from, whatever the price does later", () => {
    const risen: Row[] = [...prices, ["2026-06-15", "12", "2026-06-15T05:15"]];
    const history = historyFor(corrected.slice(0, 2), risen);
    expect(levelSteps(history, unlimited, null).map(({ countedOn }) => `${countedOn}`)).toEqual([
      "2026-06-01",
      "2026-06-10",
      "2026-06-10",
    ]);
  });

  it("begin where both a count and a price are known", () => {
    expect(steps(corrected.slice(0, 1), [["2026-06-05", "10", "2026-06-05T05:15"]])).toEqual([
      "2026-06-05 10@10",
    ]);
    expect(steps([], prices)).toEqual([]);
  });

  it.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 2, 0]]])(
    "refuse two values of one day and instant, in any order (%j)",
    (order) => {
      const rows: Row[] = [
        ["2026-06-01", "10", "2026-06-01T05:15"],
        ["2026-06-01", "11", "2026-06-01T05:15"],
        ["2026-05-01", "9", "2026-05-01T05:15"],
      ];
      const conflict = () =>
        steps(
          order.map((position) => rows[position]!),
          prices,
        );
      expect(conflict).toThrow(BillingFault);
      expect(conflict).toThrow(/line\.units\.\d\.recordedAt: another value effective 2026-06-01/);
    },
  );

  it("say which fault it is, of the row that comes second", () => {
    const rows = ["10", "11"].map((units) => ({
      effectiveOn: day("2026-06-01"),
      recordedAt: Temporal.Instant.from("2026-06-01T05:15:00Z"),
      units,
    }));
    try {
      historyOf(rows, "line.units", (a, b) => a.units === b.units);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "conflicting-segments", path: "line.units.1.recordedAt" });
    }
  });

  it("of one day only the last recorded is known, and none recorded later", () => {
    const rows = [
      ["2026-06-01", "2026-06-01T05:00:00Z"],
      ["2026-06-01", "2026-06-02T05:00:00Z"],
      ["2026-06-05", "2026-06-01T05:00:00Z"],
      ["2026-06-01", "2026-06-03T05:00:00Z"],
    ].map(([on, at]) => ({ effectiveOn: day(on!), recordedAt: Temporal.Instant.from(at!) }));
    const history = historyOf(rows, "line.units", () => true);
    expect(segmentsKnown(history, null)).toEqual([rows[3], rows[2]]);
    expect(segmentsKnown(history, rows[1]!.recordedAt.epochNanoseconds)).toEqual([rows[1], rows[2]]);
  });

  it("accept the same value twice", () => {
    const twice: Row[] = [corrected[0]!, corrected[0]!];
    expect(steps(twice, prices)).toEqual(["2026-06-01 10@10"]);
  });
});
