import { describe, expect, it } from "vitest";
import { august, type Case, inputOf, july, june, posted, rowOf, rows } from "./billing-input.fixture";
import { previewBilling } from "./preview";

describe("inclusive actual days (domain.md 8.3)", () => {
  it.each<[string, Case, string[]]>([
    [
      "10.00 a unit, June, one more on 10 June: 21 of 30",
      {
        units: [
          ["2026-06-01", "10"],
          ["2026-06-10", "11"],
        ],
        prices: [["2026-06-01", "10.00"]],
        posted: [june("100.00")],
        window: ["2026-06-01", "2026-06-30"],
      },
      ["proration 2026-06-01 from 2026-06-10: 7.00"],
    ],
    [
      "10.00 a unit, July, one more on 15 July: 17 of 31",
      {
        units: [
          ["2026-07-01", "10"],
          ["2026-07-15", "11"],
        ],
        prices: [["2026-07-01", "10.00"]],
        posted: [july("100.00")],
        window: ["2026-07-01", "2026-07-31"],
      },
      ["proration 2026-07-01 from 2026-07-15: 5.48"],
    ],
    [
      "2,500 a unit, July and August posted, one fewer from 15 July",
      {
        units: [
          ["2026-07-01", "4"],
          ["2026-07-15", "3"],
        ],
        prices: [["2026-07-01", "2500.00"]],
        posted: [july("10000.00"), august("10000.00")],
        window: ["2026-07-01", "2026-07-31"],
      },
      ["proration 2026-07-01 from 2026-07-15: -1370.97", "proration 2026-08-01 from 2026-07-15: -2500.00"],
    ],
    [
      "100.00 a month, calendar contract from 17 January: 15 of 31",
      {
        units: [["2026-01-17", "1"]],
        prices: [["2026-01-17", "100.00"]],
        window: ["2026-01-01", "2026-01-31"],
      },
      ["regular 2026-01-17: 48.39"],
    ],
    [
      "30.00 a unit, February 2024, one more on the 15th: 15 of 29",
      {
        units: [
          ["2024-02-01", "1"],
          ["2024-02-15", "2"],
        ],
        prices: [["2024-02-01", "30.00"]],
        posted: [posted("2024-02-01", "2024-02-29", "30.00")],
        window: ["2024-02-01", "2024-02-29"],
      },
      ["proration 2024-02-01 from 2024-02-15: 15.52"],
    ],
    [
      "300.00 a unit and quarter, one more on 20 May: 42 of 91",
      {
        contract: { billingCycle: "quarterly" },
        units: [
          ["2026-04-01", "1"],
          ["2026-05-20", "2"],
        ],
        prices: [["2026-04-01", "300.00"]],
        posted: [posted("2026-04-01", "2026-06-30", "300.00")],
        window: ["2026-04-01", "2026-06-30"],
      },
      ["proration 2026-04-01 from 2026-05-20: 138.46"],
    ],
    [
      "1,200.00 a unit and year 2025, one more on 1 July: 184 of 365",
      {
        contract: { billingCycle: "yearly" },
        units: [
          ["2025-01-01", "1"],
          ["2025-07-01", "2"],
        ],
        prices: [["2025-01-01", "1200.00"]],
        posted: [posted("2025-01-01", "2025-12-31", "1200.00")],
        window: ["2025-01-01", "2025-12-31"],
      },
      ["proration 2025-01-01 from 2025-07-01: 604.93"],
    ],
  ])("%s", (_, given, expected) => {
    expect(rows(given)).toEqual(expected);
  });
});

describe("June at 10.00 a unit", () => {
  const tenUnits = { prices: [["2026-06-01", "10.00"]], window: ["2026-06-01", "2026-07-31"] } as const;

  it("+1 on the 10th, back on the 20th, then July with the units that stand", () => {
    const units = [
      ["2026-06-01", "10"],
      ["2026-06-10", "11"],
      ["2026-06-20", "10"],
    ] as const;
    expect(rows({ ...tenUnits, units, posted: [june("100.00")] })).toEqual([
      "proration 2026-06-01 from 2026-06-10: 7.00",
      "proration 2026-06-01 from 2026-06-20: -3.67",
      "regular 2026-07-01: 100.00",
    ]);
  });

  it("a correction recorded later runs only until the next effective date: 124.00", () => {
    const units = [
      ["2026-06-01", "10"],
      ["2026-06-10", "11"],
      ["2026-06-20", "12"],
      ["2026-06-10", "15", "2026-06-25T12:00:00Z"],
    ] as const;
    const given = { ...tenUnits, units, window: ["2026-06-01", "2026-06-30"] } as const;
    expect(previewBilling(inputOf(given)).total).toBe("124.00");
    expect(previewBilling(inputOf({ ...given, asOf: "2026-06-24T00:00:00Z" })).total).toBe("110.67");
  });

  it("7.00 posted at 06:00, 13 units found at 10:00: +14.00 on the same date", () => {
    const units = [
      ["2026-06-01", "10"],
      ["2026-06-10", "11", "2026-06-10T04:15:00Z"],
      ["2026-06-10", "13", "2026-06-10T14:00:00Z"],
    ] as const;
    const given = { ...tenUnits, units, posted: [june("100.00"), june("7.00", "2026-06-10")] };
    const [item] = previewBilling(inputOf(given)).items;
    expect(item).toMatchObject({ kind: "proration", effectiveOn: "2026-06-10", amount: "14.00", days: 21 });
    expect(item).toMatchObject({ units: "13", previousUnits: "10" });
  });

  it("units and price changing on one day are one item of two parts", () => {
    const given: Case = {
      ...tenUnits,
      units: [
        ["2026-06-01", "10"],
        ["2026-06-10", "11"],
      ],
      prices: [
        ["2026-06-01", "10.00"],
        ["2026-06-10", "12.00"],
      ],
      posted: [june("100.00")],
      window: ["2026-06-01", "2026-06-30"],
    };
    const { items } = previewBilling(inputOf(given));
    expect(items.map(rowOf)).toEqual(["proration 2026-06-01 from 2026-06-10: 22.40"]);
    expect(items[0]?.explanation).toBe(
      "New price (12.00 instead of 10.00) and +1 unit from 10 June 2026 (11 instead of 10): " +
        "10 × 2.00 × 21 of 30 days + 1 × 12.00 × 21 of 30 days = 22.40",
    );
  });
});

describe("a change of units", () => {
  const prices = [["2026-06-01", "10.00"]] as const;
  const window = ["2026-06-01", "2026-06-30"] as const;
  const tenFrom1June = ["2026-06-01", "10"] as const;

  it.each<[string, Omit<Case, "prices">, string[]]>([
    [
      "on the first day re-rates the whole posted period",
      { units: [tenFrom1June, ["2026-06-01", "12", "2026-06-03T12:00:00Z"]], posted: [june("100.00")] },
      ["proration 2026-06-01: 20.00"],
    ],
    [
      "on the last day is one day",
      { units: [tenFrom1June, ["2026-06-30", "11"]], posted: [june("100.00")] },
      ["proration 2026-06-01 from 2026-06-30: 0.33"],
    ],
    [
      "on the day after the period belongs to the next",
      {
        units: [tenFrom1June, ["2026-07-01", "11"]],
        posted: [june("100.00")],
        window: ["2026-06-01", "2026-07-01"],
      },
      ["regular 2026-07-01: 110.00"],
    ],
    [
      "several times a day: the last one recorded counts",
      {
        units: [
          tenFrom1June,
          ["2026-06-10", "11", "2026-06-10T05:15:00Z"],
          ["2026-06-10", "13", "2026-06-10T09:00:00Z"],
          ["2026-06-10", "12", "2026-06-10T16:00:00Z"],
        ],
        posted: [june("100.00")],
      },
      ["proration 2026-06-01 from 2026-06-10: 14.00"],
    ],
    [
      "and back on the same day is nothing",
      {
        units: [
          tenFrom1June,
          ["2026-06-10", "18", "2026-06-10T05:15:00Z"],
          ["2026-06-10", "10", "2026-06-10T16:00:00Z"],
        ],
        posted: [june("100.00")],
      },
      [],
    ],
    [
      "that was posted and is found wrong the same day is taken back",
      {
        units: [
          tenFrom1June,
          ["2026-06-10", "18", "2026-06-10T05:15:00Z"],
          ["2026-06-10", "10", "2026-06-10T16:00:00Z"],
        ],
        posted: [june("100.00"), june("56.00", "2026-06-10")],
      },
      ["proration 2026-06-01 from 2026-06-10: -56.00"],
    ],
    [
      "before posting: the regular item has the first day's units, the change is its own item",
      { units: [tenFrom1June, ["2026-06-10", "12", "2026-07-02T08:00:00Z"]] },
      ["regular 2026-06-01: 100.00", "proration 2026-06-01 from 2026-06-10: 14.00"],
    ],
    [
      "to nothing credits what is left, and nothing more",
      { units: [tenFrom1June, ["2026-06-16", "0"]], posted: [june("100.00")] },
      ["proration 2026-06-01 from 2026-06-16: -50.00"],
    ],
    [
      "of a fraction too small for a cent makes no item",
      { units: [tenFrom1June, ["2026-06-30", "10.0001"]], posted: [june("100.00")] },
      [],
    ],
  ])("%s", (_, given, expected) => {
    expect(rows({ prices, window, ...given })).toEqual(expected);
  });
});
