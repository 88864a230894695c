import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type Case, inputOf, july, june } from "./billing-input.fixture";
import { PreviewInput } from "./preview-input";
import { storedGaps } from "./stored-gaps";

const day = (text: string) => Temporal.PlainDate.from(text);

const given: Case = {
  units: [["2026-06-01", "10"]],
  prices: [["2026-06-01", "10.00"]],
};

/** First days of the periods that do not add up, with what is missing. */
function gaps(more: Partial<Case>, todayOn: string, inReview: [periodStartOn: string, minor: bigint][] = []) {
  const ledger = PreviewInput.parse(inputOf({ ...given, ...more }));
  const items = inReview.map(([on, amountMinor]) => ({ periodStartOn: day(on), amountMinor }));
  return storedGaps(ledger, items, day(todayOn)).map((gap) => `${gap.periodStartOn}: ${gap.gapMinor}`);
}

describe("which periods are looked at", () => {
  it("billed at its start, one that has begun", () => {
    expect(gaps({}, "2026-05-31")).toEqual([]);
    expect(gaps({}, "2026-06-01")).toEqual(["2026-06-01: 10000"]);
    expect(gaps({}, "2026-07-01")).toEqual(["2026-06-01: 10000", "2026-07-01: 10000"]);
  });

  it("billed at its end, one whose last day has come", () => {
    const contract = { issueInvoiceOn: "end" as const };
    expect(gaps({ contract }, "2026-06-29")).toEqual([]);
    expect(gaps({ contract }, "2026-06-30")).toEqual(["2026-06-01: 10000"]);
  });

  it("a later one as soon as anything of it is posted or in review", () => {
    expect(gaps({ posted: [june("100.00"), july("90.00")] }, "2026-06-10")).toEqual(["2026-07-01: 1000"]);
    const stored: [string, bigint][] = [
      ["2026-06-01", 10_000n],
      ["2026-08-01", 9_900n],
    ];
    expect(gaps({}, "2026-06-10", stored)).toEqual(["2026-08-01: 100"]);
  });
});

describe("a change further ahead than items are surely projected", () => {
  const posted = [june("100.00"), july("100.00")];
  const ahead = (effectiveOn: string): Partial<Case> => ({
    units: [...given.units, [effectiveOn, "20"]],
    posted: [...posted, { ...july("100.00"), periodStartOn: "2026-08-01", periodEndOn: "2026-08-31" }],
  });

  it("lets its period wait", () => {
    expect(gaps(ahead("2026-08-16"), "2026-06-15")).toEqual([]);
    expect(gaps(ahead("2026-08-31"), "2026-06-15")).toEqual([]);
  });

  it("until it is two months away", () => {
    expect(gaps(ahead("2026-08-16"), "2026-06-16")).toEqual(["2026-08-01: 5161"]);
  });

  it("but not where it is of the period's first day, or of another period", () => {
    expect(gaps(ahead("2026-08-01"), "2026-05-31")).toEqual(["2026-08-01: 10000"]);
    expect(gaps({ ...ahead("2026-09-16"), posted: [june("90.00")] }, "2026-06-15")).toEqual([
      "2026-06-01: 1000",
    ]);
  });

  it("is of prices and of terms as well", () => {
    const { posted: charges } = ahead("2026-08-16");
    const prices = [...given.prices, ["2026-08-16", "20.00"]] as const;
    expect(gaps({ prices, posted: charges }, "2026-06-15")).toEqual([]);
    expect(gaps({ prices, posted: charges }, "2026-06-16")).toEqual(["2026-08-01: 5161"]);
  });
});
