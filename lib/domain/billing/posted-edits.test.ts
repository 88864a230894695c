import { describe, expect, it } from "vitest";
import { august, type Case, inputOf, july, june, posted, rows } from "./billing-input.fixture";
import { previewBilling } from "./preview";

describe("posted future periods, each with its own item", () => {
  const given: Case = {
    units: [
      ["2026-06-01", "10"],
      ["2026-07-15", "11"],
    ],
    prices: [["2026-06-01", "10.00"]],
    posted: [june("100.00"), july("100.00"), august("100.00")],
    window: ["2026-07-01", "2026-07-31"],
  };

  it("are due on the change's date, not on the period's", () => {
    expect(rows(given)).toEqual([
      "proration 2026-07-01 from 2026-07-15: 5.48",
      "proration 2026-08-01 from 2026-07-15: 10.00",
    ]);
    expect(rows({ ...given, window: ["2026-07-01", "2026-07-14"] })).toEqual([]);
  });

  it("keep one item per change date", () => {
    const units = [...given.units, ["2026-07-20", "9"]] as const;
    expect(rows({ ...given, units })).toEqual([
      "proration 2026-07-01 from 2026-07-15: 5.48",
      "proration 2026-07-01 from 2026-07-20: -7.74",
      "proration 2026-08-01 from 2026-07-15: 10.00",
      "proration 2026-08-01 from 2026-07-20: -20.00",
    ]);
    const firstPosted = [...given.posted!, july("5.48", "2026-07-15"), august("10.00", "2026-07-15")];
    expect(rows({ ...given, units, posted: firstPosted })).toEqual([
      "proration 2026-07-01 from 2026-07-20: -7.74",
      "proration 2026-08-01 from 2026-07-20: -20.00",
    ]);
  });

  it("say which days they are for", () => {
    expect(previewBilling(inputOf(given)).items.map((item) => item.explanation)).toEqual([
      "+1 unit from 15 July 2026 (11 instead of 10): 1 × 10.00 × 17 of 31 days = 5.48",
      "+1 unit from 15 July 2026 (11 instead of 10), 1 to 31 August 2026: 1 × 10.00 = 10.00",
    ]);
  });
});

describe("a change found after invoicing", () => {
  const late: Case = {
    units: [
      ["2026-05-01", "10"],
      ["2026-05-20", "11", "2026-07-02T08:00:00Z"],
    ],
    prices: [["2026-05-01", "10.00"]],
    posted: [posted("2026-05-01", "2026-05-31", "100.00"), june("100.00")],
    window: ["2026-07-01", "2026-07-31"],
  };

  it("corrects each posted period from its date on, and bills the next with the new units", () => {
    expect(rows(late)).toEqual([
      "proration 2026-05-01 from 2026-05-20: 3.87",
      "proration 2026-06-01 from 2026-05-20: 10.00",
      "regular 2026-07-01: 110.00",
    ]);
  });

  it("was not known before", () => {
    expect(rows({ ...late, asOf: "2026-07-02T07:59:59Z" })).toEqual(["regular 2026-07-01: 100.00"]);
  });

  it("compares with what a corrected count had billed", () => {
    const units = [
      ["2026-05-01", "10"],
      ["2026-05-20", "11", "2026-05-20T05:15:00Z"],
      ["2026-05-20", "13", "2026-07-02T08:00:00Z"],
    ] as const;
    const known = [
      posted("2026-05-01", "2026-05-31", "100.00"),
      posted("2026-05-01", "2026-05-31", "3.87", "2026-05-20"),
      june("110.00"),
    ];
    expect(rows({ ...late, units, posted: known })).toEqual([
      "proration 2026-05-01 from 2026-05-20: 7.74",
      "proration 2026-06-01 from 2026-05-20: 20.00",
      "regular 2026-07-01: 130.00",
    ]);
  });
});

describe("a correction of a correction", () => {
  it("leaves nothing once its items are posted, though several histories would explain the regular charge", () => {
    const given: Case = {
      contract: { startOn: "2026-05-01" },
      units: [
        ["2026-05-01", "0", "2026-05-01T05:15:00Z"],
        ["2026-05-02", "2", "2026-05-02T05:15:00Z"],
        ["2026-05-02", "1", "2026-06-20T08:00:00Z"],
      ],
      prices: [
        ["2026-05-01", "0.00", "2026-05-01T05:15:00Z"],
        ["2026-05-02", "10.00", "2026-05-02T05:15:00Z"],
        ["2026-05-01", "10.00", "2026-06-21T08:00:00Z"],
      ],
      posted: [june("20.00"), june("-10.00", "2026-05-02")],
      window: ["2026-06-01", "2026-06-30"],
    };
    expect(rows(given).filter((row) => row.includes("2026-06-01"))).toEqual([]);
  });
});

describe("billed at the end of the period", () => {
  const arrears: Case = {
    contract: { issueInvoiceOn: "end" },
    units: [
      ["2026-06-01", "10"],
      ["2026-06-10", "11"],
    ],
    prices: [["2026-06-01", "10.00"]],
    window: ["2026-06-01", "2026-06-30"],
  };

  it("is one regular item of all segments, due on the last day", () => {
    expect(rows(arrears)).toEqual(["regular 2026-06-01: 107.00"]);
    expect(rows({ ...arrears, window: ["2026-06-01", "2026-06-29"] })).toEqual([]);
    expect(previewBilling(inputOf(arrears)).items[0]?.explanation).toBe(
      "Units by the day, 1 to 30 June 2026: 10 × 10.00 × 9 of 30 days + 11 × 10.00 × 21 of 30 days = 107.00",
    );
  });

  it("has prorations only after posting, at their own dates", () => {
    const units = [...arrears.units, ["2026-06-20", "12", "2026-07-03T08:00:00Z"]] as const;
    expect(rows({ ...arrears, units })).toEqual(["regular 2026-06-01: 110.67"]);
    expect(rows({ ...arrears, units, posted: [june("107.00")] })).toEqual([
      "proration 2026-06-01 from 2026-06-20: 3.67",
    ]);
  });
});

describe("an unposted charge", () => {
  const arrears: Case = {
    contract: { issueInvoiceOn: "end" },
    units: [
      ["2026-06-01", "10"],
      ["2026-06-10", "11"],
    ],
    prices: [["2026-06-01", "10.00"]],
    posted: [june("100.00"), june("-100.00"), june("7.00", "2026-06-10")],
    window: ["2026-06-01", "2026-06-30"],
  };

  it("billed at the end is whole again, and its prorations are taken back", () => {
    expect(rows(arrears)).toEqual([
      "regular 2026-06-01: 107.00",
      "proration 2026-06-01 from 2026-06-10: -7.00",
    ]);
  });

  it("billed at the start is due again, its prorations stand", () => {
    expect(rows({ ...arrears, contract: {} })).toEqual(["regular 2026-06-01: 100.00"]);
  });
});

describe("the end of a line", () => {
  it("credits the posted unused days: 100.00 for 17 June–16 July, last billed day 26 June", () => {
    const given: Case = {
      contract: { alignment: "contract-start", startOn: "2026-01-17" },
      line: { endOn: "2026-06-26" },
      units: [["2026-01-17", "10"]],
      prices: [["2026-01-17", "10.00"]],
      posted: [posted("2026-06-17", "2026-07-16", "100.00")],
      window: ["2026-06-17", "2026-12-31"],
    };
    const prorations = previewBilling(inputOf(given)).items.filter((item) => item.effectiveOn > "2026-06-17");
    expect(prorations).toMatchObject([{ effectiveOn: "2026-06-27", amount: "-66.67", days: 20, units: "0" }]);
    expect(prorations[0]?.explanation).toBe(
      "Not billed from 27 June 2026 (10 units before): -10 × 10.00 × 20 of 30 days = -66.67",
    );
  });

  it("credits posted later periods whole, and again where prorations were posted too", () => {
    expect(
      rows({
        line: { endOn: "2026-06-20", prorateDecreases: "none" },
        units: [
          ["2026-06-01", "10"],
          ["2026-06-10", "11"],
        ],
        prices: [["2026-06-01", "10.00"]],
        posted: [june("100.00"), june("7.00", "2026-06-10"), july("110.00")],
        window: ["2026-06-01", "2026-06-30"],
      }),
    ).toEqual([
      "proration 2026-06-01 from 2026-06-21: -36.67",
      "proration 2026-07-01 from 2026-06-21: -110.00",
    ]);
  });

  it("comes before an increase that waits for the next period", () => {
    expect(
      rows({
        line: { endOn: "2026-06-20", prorateIncreases: "next-period" },
        units: [
          ["2026-06-01", "10"],
          ["2026-06-10", "12"],
        ],
        prices: [["2026-06-01", "10.00"]],
        posted: [june("100.00"), july("100.00")],
        window: ["2026-06-01", "2026-07-31"],
      }),
    ).toEqual([
      "proration 2026-06-01 from 2026-06-21: -33.33",
      "proration 2026-07-01 from 2026-06-21: -100.00",
    ]);
  });

  it("taken back bills the days again", () => {
    expect(
      rows({
        units: [["2026-06-01", "10"]],
        prices: [["2026-06-01", "10.00"]],
        posted: [posted("2026-06-01", "2026-06-20", "66.67")],
        window: ["2026-06-01", "2026-06-30"],
      }),
    ).toEqual(["proration 2026-06-01 from 2026-06-21: 33.33"]);
  });
});

describe("a start that moved after posting", () => {
  const prices = [["2026-06-01", "10.00"]] as const;
  const contract = { startOn: "2026-06-01" };
  const window = ["2026-06-01", "2026-06-30"] as const;

  it("earlier bills the added days, each at its own units", () => {
    expect(
      rows({
        contract,
        units: [
          ["2026-06-01", "10"],
          ["2026-06-06", "12"],
          ["2026-06-15", "13"],
        ],
        prices,
        posted: [posted("2026-06-11", "2026-06-30", "80.00")],
        window,
      }),
    ).toEqual([
      "proration 2026-06-01: 16.67",
      "proration 2026-06-01 from 2026-06-06: 20.00",
      "proration 2026-06-01 from 2026-06-15: 5.33",
    ]);
  });

  it("later credits the days before it", () => {
    const line = { startOn: "2026-06-11" };
    expect(
      rows({ contract, line, units: [["2026-06-01", "10"]], prices, posted: [june("100.00")], window }),
    ).toEqual(["proration 2026-06-01: -33.33"]);
  });
});
