import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { backtest } from "./backtest";
import { type Case, inputOf } from "./billing-input.fixture";
import { PreviewInput } from "./preview-input";

const day = (text: string) => Temporal.PlainDate.from(text);
function rows(
  given: Partial<Case>,
  units: [string, bigint][],
  reachOn: string,
  on: string,
  billed: Record<string, bigint> = {},
) {
  const input = PreviewInput.parse(
    inputOf({ units: [["2026-01-01", "10"]], prices: [["2026-01-01", "10.00"]], ...given }),
  );
  const segments = units.map(([effectiveOn, value]) => ({
    effectiveOn: day(effectiveOn),
    units: value * 10_000n,
    recordedAt: Temporal.Instant.from(`${effectiveOn}T05:15:00Z`),
  }));
  return backtest(
    input,
    { units: segments, reachOn: day(reachOn) },
    ({ startOn }) => billed[startOn] ?? 0n,
    day(on),
  ).map(
    ({ startOn, endOn, wouldBe, billed: own, difference }) =>
      `${startOn}–${endOn}: ${wouldBe} beside ${own}, ${difference}`,
  );
}

describe("a backtest at 10.00 a unit", () => {
  it("prorates the other units by the line's own terms, beside what was billed", () => {
    const billed = { "2026-06-01": 10_000n, "2026-05-01": 10_000n };
    expect(
      rows(
        {},
        [
          ["2026-05-01", 12n],
          ["2026-06-10", 13n],
        ],
        "2026-05-01",
        "2026-06-30",
        billed,
      ).slice(0, 3),
    ).toEqual([
      // 12 for nine days and 13 for 21 of 30: 127.00.
      "2026-06-01–2026-06-30: 127.00 beside 100.00, 27.00",
      "2026-05-01–2026-05-31: 120.00 beside 100.00, 20.00",
      "2026-04-01–2026-04-30: null beside 0.00, null",
    ]);
  });

  it("does not guess where the data begin inside a period", () => {
    expect(rows({}, [["2026-06-02", 12n]], "2026-06-02", "2026-06-30")[0]).toBe(
      "2026-06-01–2026-06-30: null beside 0.00, null",
    );
  });

  it("goes back twelve periods at most, and not before the line", () => {
    expect(rows({}, [["2025-01-01", 1n]], "2025-01-01", "2026-03-15")).toHaveLength(3);
    const old: Partial<Case> = { units: [["2020-01-01", "1"]], prices: [["2020-01-01", "1.00"]] };
    expect(rows(old, [["2020-01-01", 1n]], "2020-01-01", "2026-03-15")).toHaveLength(12);
  });

  it("keeps the limits of the line", () => {
    expect(rows({ line: { maximum: "11" } }, [["2026-06-01", 50n]], "2026-06-01", "2026-06-15")[0]).toBe(
      "2026-06-01–2026-06-30: 110.00 beside 0.00, 110.00",
    );
  });
});
