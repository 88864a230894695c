import { describe, expect, it } from "vitest";
import { type Case, june, posted, rows } from "./billing-input.fixture";

/** What a posted amount tells of the counts it knew; 10 units cost 100.00 a month. */
const prices = [["2026-05-01", "10.00"]] as const;
const contract = { startOn: "2026-06-01" };
const window = ["2026-06-01", "2026-06-30"] as const;
const may = (amount: string, effectiveOn?: string) => posted("2026-05-01", "2026-05-31", amount, effectiveOn);
const LATE = "2026-07-03T08:00:00Z";

describe("billed at the end: what the posted amount knew", () => {
  const given: Case = {
    contract: { ...contract, issueInvoiceOn: "end" },
    units: [
      ["2026-06-01", "10"],
      ["2026-06-10", "11"],
    ],
    prices,
    window,
  };

  it("was the count before its correction: 21 days of 2 more units", () => {
    const units = [...given.units, ["2026-06-10", "13", LATE]] as const;
    expect(rows({ ...given, units, posted: [june("107.00")] })).toEqual([
      "proration 2026-06-01 from 2026-06-10: 14.00",
    ]);
  });

  it("was the first of two counts that were recorded at once", () => {
    const units = given.units.map(([on, count]) => [on, count, LATE] as const);
    const imported = { ...given, units, prices: [["2026-05-01", "10.00", LATE]] as const };
    expect(rows({ ...imported, posted: [june("100.00")] })).toEqual([
      "proration 2026-06-01 from 2026-06-10: 7.00",
    ]);
  });
});

describe("billed at the start: what the posted amount knew", () => {
  it("was neither of two changes found late, which keep their dates", () => {
    expect(
      rows({
        units: [
          ["2026-05-01", "10"],
          ["2026-05-10", "11"],
          ["2026-05-20", "12", LATE],
          ["2026-05-25", "13", LATE],
        ],
        prices,
        posted: [may("100.00"), may("7.10", "2026-05-10"), june("110.00")],
        window,
      }),
    ).toEqual([
      "proration 2026-05-01 from 2026-05-20: 3.87",
      "proration 2026-05-01 from 2026-05-25: 2.26",
      "proration 2026-06-01 from 2026-05-20: 10.00",
      "proration 2026-06-01 from 2026-05-25: 10.00",
    ]);
  });

  it("was a change inside the month, billed together with it as one sum", () => {
    const units = [
      ["2026-06-01", "10"],
      ["2026-06-10", "11"],
    ] as const;
    const given: Case = { contract, units, prices, posted: [june("107.00")], window };
    expect(rows(given)).toEqual([]);
    expect(rows({ ...given, units: [...units, ["2026-06-20", "12", LATE]] })).toEqual([
      "proration 2026-06-01 from 2026-06-20: 3.67",
    ]);
  });

  it("is taken to be the most that it can be, though fewer counts would come to the same amount", () => {
    const known = [may("7.10", "2026-05-10"), may("-3.87", "2026-05-20"), may("4.51", "2026-05-25")];
    expect(
      rows({
        units: [
          ["2026-05-01", "10"],
          ["2026-05-10", "11"],
          ["2026-05-20", "10"],
          ["2026-05-25", "12"],
          ["2026-05-25", "13", LATE],
        ],
        prices,
        posted: [may("100.00"), ...known, june("100.00"), june("20.00", "2026-05-25")],
        window,
      }),
    ).toEqual(["proration 2026-05-01 from 2026-05-25: 2.26", "proration 2026-06-01 from 2026-05-25: 10.00"]);
  });
});

describe("increases that move a whole month, decreases by the day", () => {
  const line = { prorateIncreases: "none" } as const;

  it("a count corrected downward credits its days: 21 of one unit", () => {
    expect(
      rows({
        contract,
        line,
        units: [
          ["2026-06-01", "10"],
          ["2026-06-10", "12"],
          ["2026-06-10", "11", LATE],
        ],
        prices,
        posted: [june("120.00")],
        window,
      }),
    ).toEqual(["proration 2026-06-01 from 2026-06-10: -7.00"]);
  });

  it("days beyond the posted ones knew no count: 10 days of 10 units, 6 of them of 2 less", () => {
    expect(
      rows({
        contract,
        line,
        units: [
          ["2026-06-01", "10"],
          ["2026-06-25", "8"],
        ],
        prices,
        posted: [posted("2026-06-01", "2026-06-20", "66.67")],
        window,
      }),
    ).toEqual(["proration 2026-06-01 from 2026-06-21: 33.33", "proration 2026-06-01 from 2026-06-25: -4.00"]);
  });
});
