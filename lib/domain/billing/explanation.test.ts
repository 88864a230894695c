import { describe, expect, it } from "vitest";
import { august, type Case, inputOf, july, june, posted } from "./billing-input.fixture";
import { previewBilling } from "./preview";

const prices = [["2026-06-01", "10.00"]] as const;
const window = ["2026-06-01", "2026-06-30"] as const;
const ten = [["2026-06-01", "10"]] as const;

function sentences(given: Partial<Case>): string[] {
  const { items } = previewBilling(inputOf({ units: ten, prices, window, ...given }));
  return items.map((item) => item.explanation);
}

describe("explanations are whole calculations", () => {
  it.each<[string, Partial<Case>, string]>([
    ["a whole period", {}, "10 units, 1 to 30 June 2026: 10 × 10.00 = 100.00"],
    [
      "a part of a period",
      { units: [["2026-06-12", "2.5"]] },
      "2.5 units, 12 to 30 June 2026: 2.5 × 10.00 × 19 of 30 days = 15.83",
    ],
    [
      "one day",
      { line: { endOn: "2026-06-01" }, units: [["2026-06-01", "1"]] },
      "1 unit, 1 June 2026: 1 × 10.00 × 1 of 30 days = 0.33",
    ],
    [
      "an increase",
      { units: [...ten, ["2026-06-10", "11"]], posted: [june("100.00")] },
      "+1 unit from 10 June 2026 (11 instead of 10): 1 × 10.00 × 21 of 30 days = 7.00",
    ],
    [
      "a decrease",
      { units: [...ten, ["2026-06-20", "7.5"]], posted: [june("100.00")] },
      "-2.5 units from 20 June 2026 (7.5 instead of 10): -2.5 × 10.00 × 11 of 30 days = -9.17",
    ],
    [
      "a price",
      { prices: [...prices, ["2026-06-16", "9.5025"]], posted: [june("100.00")] },
      "New price from 16 June 2026 (9.5025 instead of 10.00): 10 × -0.4975 × 15 of 30 days = -2.49",
    ],
    [
      "a later revision of the same date",
      { units: [...ten, ["2026-06-10", "13"]], posted: [june("100.00"), june("7.00", "2026-06-10")] },
      "+3 units from 10 June 2026 (13 instead of 10): 3 × 10.00 × 21 of 30 days = 21.00; 7.00 already posted: 14.00",
    ],
    [
      "a change that was taken back",
      { posted: [june("100.00"), june("7.00", "2026-06-10")] },
      "The change of 10 June 2026 no longer stands, 1 to 30 June 2026; 7.00 already posted: -7.00",
    ],
    [
      "a posted amount that the units do not explain",
      { posted: [june("95.00")] },
      "Difference between what was posted for 1 to 30 June 2026 and what is due: 5.00",
    ],
    [
      "days that a moved end adds",
      { posted: [posted("2026-06-01", "2026-06-20", "66.67")] },
      "Billed from 21 June 2026 (10 units): 10 × 10.00 × 10 of 30 days = 33.33",
    ],
    [
      "days that an end takes",
      { line: { endOn: "2026-06-20" }, posted: [june("100.00")] },
      "Not billed from 21 June 2026 (10 units before): -10 × 10.00 × 10 of 30 days = -33.33",
    ],
    [
      "an amount over New Year",
      {
        contract: { alignment: "contract-start", startOn: "2026-12-17" },
        units: [["2026-12-17", "10"]],
        prices: [["2026-12-17", "10.00"]],
        window: ["2026-12-17", "2026-12-31"],
      },
      "10 units, 17 December 2026 to 16 January 2027: 10 × 10.00 = 100.00",
    ],
  ])("%s", (_, given, sentence) => {
    expect(sentences(given)).toEqual([sentence]);
  });

  it("name the days of another period, and the cent that rounding moved", () => {
    const units = [
      ["2026-06-01", "1"],
      ["2026-06-11", "2"],
      ["2026-06-21", "3"],
    ] as const;
    expect(sentences({ units, prices: [["2026-06-01", "9.98"]], posted: [june("9.98")] })).toEqual([
      "+1 unit from 11 June 2026 (2 instead of 1): 1 × 9.98 × 20 of 30 days = 6.65",
      "+1 unit from 21 June 2026 (3 instead of 2): 1 × 9.98 × 10 of 30 days = 3.33",
    ]);
    expect(
      sentences({
        line: { endOn: "2026-07-14" },
        posted: [june("100.00"), july("100.00"), august("100.00")],
        window: ["2026-07-01", "2026-07-31"],
      }),
    ).toEqual([
      "Not billed from 15 July 2026 (10 units before): -10 × 10.00 × 17 of 31 days = -54.84",
      "Not billed from 15 July 2026 (10 units before), 1 to 31 August 2026: -10 × 10.00 = -100.00",
    ]);
  });

  it("say where a cent was moved so that the period sums", () => {
    const units = [
      ["2026-06-01", "1"],
      ["2026-06-10", "2"],
      ["2026-06-20", "3"],
    ] as const;
    const texts = sentences({ units, prices: [["2026-06-01", "0.05"]], posted: [june("0.05")] });
    expect(texts).toEqual([
      "+1 unit from 10 June 2026 (2 instead of 1): 1 × 0.05 × 21 of 30 days = 0.04",
      "+1 unit from 20 June 2026 (3 instead of 2): 1 × 0.05 × 11 of 30 days = 0.01, rounded so that the items of the period sum to its total",
    ]);
  });
});
