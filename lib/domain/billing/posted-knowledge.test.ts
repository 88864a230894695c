import { describe, expect, it } from "vitest";
import { type Case, inputOf, june, rows } from "./billing-input.fixture";
import { previewBilling } from "./preview";

/** What a charge knew, told by when it was posted; 10 units cost 100.00 a month. */
const prices = [["2026-05-01", "10.00"]] as const;
const contract = { startOn: "2026-06-01" };
const window = ["2026-06-01", "2026-06-30"] as const;
const LATE = "2026-07-03T08:00:00Z";
const LATER = "2026-07-05T08:00:00Z";

describe("charges of a period knew nothing that was recorded after the last of them", () => {
  const given: Case = {
    currency: "JPY",
    contract,
    units: [
      ["2026-06-01", "18.9997"],
      ["2026-06-01", "19", LATE],
      ["2026-06-01", "17", LATER],
    ],
    prices: [["2026-05-01", "10"]],
    window,
  };
  const previousUnits = (postedAt: string | null) =>
    previewBilling(inputOf({ ...given, posted: [{ ...june("190"), postedAt }] })).items.map(
      (item) => `${item.effectiveOn} ${item.previousUnits} ${item.amount}`,
    );

  it("though it comes to the same amount: 190 for 18.9997 units and for 19", () => {
    expect(previousUnits("2026-06-02T08:00:00Z")).toEqual(["2026-06-01 18.9997 -20"]);
  });

  it.each([
    ["recorded at that instant", LATE],
    ["where the time of posting is not known", null],
  ])("it may have known what was %s", (_, postedAt) => {
    expect(previousUnits(postedAt)).toEqual(["2026-06-01 19 -20"]);
  });
});

describe("what was known when a charge was posted", () => {
  const POSTED = "2026-05-28T08:00:00Z";
  const asPosted = (postedAt: string | null, more: Partial<Case>) =>
    rows({ contract, units: [], prices, window, posted: [{ ...june("100.00"), postedAt }], ...more });

  it("is no rise and fall found later, which together leave nothing to list", () => {
    const units = [
      ["2026-05-01", "10"],
      ["2026-05-10", "11", LATE],
      ["2026-05-20", "10", LATE],
    ] as const;
    expect(asPosted(POSTED, { units })).toEqual([]);
  });

  it("decides where increases leave posted months: 10 units stay 10, at the price that came later", () => {
    const given: Partial<Case> = {
      line: { prorateIncreases: "none" },
      units: [
        ["2026-05-01", "10"],
        ["2026-05-15", "20", LATE],
      ],
      prices: [
        ["2026-05-01", "10.00"],
        ["2026-05-15", "5.00", LATE],
      ],
    };
    expect(asPosted(POSTED, given)).toEqual(["proration 2026-06-01 from 2026-05-15: -50.00"]);
    // 20 units at 5.00 come to 100.00 too, so without a time that is what the charge may have known.
    expect(asPosted(null, given)).toEqual([]);
  });

  it("dates what came later: 2 more from the 10th, 1 of them taken back from the 20th", () => {
    const units = [
      ["2026-05-01", "10"],
      ["2026-05-10", "12", LATE],
      ["2026-05-20", "11", LATE],
    ] as const;
    expect(asPosted(POSTED, { units })).toEqual([
      "proration 2026-06-01 from 2026-05-10: 20.00",
      "proration 2026-06-01 from 2026-05-20: -10.00",
    ]);
  });

  it("decides there whatever would leave nothing to list: 10 units at 5.00, with 20.00 credited before", () => {
    const given: Partial<Case> = {
      line: { prorateIncreases: "none" },
      units: [
        ["2026-05-01", "10"],
        ["2026-05-15", "16", LATE],
      ],
      prices: [
        ["2026-05-01", "10.00"],
        ["2026-05-15", "6.25", LATE],
        ["2026-05-15", "5.00", "2026-07-04T08:00:00Z"],
      ],
    };
    const posted = (postedAt: string | null) => [
      { ...june("100.00"), postedAt },
      { ...june("-20.00", "2026-05-15"), postedAt: LATER },
    ];
    expect(asPosted(null, { ...given, posted: posted(POSTED) })).toEqual([
      "proration 2026-06-01 from 2026-05-15: -30.00",
    ]);
    // 16 units at 6.25 come to 100.00 too, and to 80.00 at 5.00.
    expect(asPosted(null, { ...given, posted: posted(null) })).toEqual([]);
  });

  it("does not decide where the amount is another, as of a charge posted with its proration as one sum", () => {
    const units = [
      ["2026-06-01", "10"],
      ["2026-06-10", "11"],
    ] as const;
    const posted = [{ ...june("107.00"), postedAt: "2026-06-12T08:00:00Z" }];
    expect(asPosted(null, { units, posted })).toEqual([]);
  });

  it("nor is then taken for known what was recorded after all of the month's charges", () => {
    const given: Partial<Case> = {
      units: [
        ["2026-05-01", "10"],
        ["2026-05-01", "9.5", LATE],
        ["2026-05-01", "11", LATER],
      ],
    };
    const agreed = { ...june("95.00"), postedAt: POSTED };
    expect(asPosted(null, { ...given, posted: [agreed] })).toEqual(["proration 2026-06-01: 15.00"]);
    // A proration posted at that very instant may have been compared with the 9.5 units.
    const prorated = { ...june("1.00", "2026-06-10"), postedAt: LATE };
    expect(asPosted(null, { ...given, posted: [agreed, prorated] })).toEqual([
      "proration 2026-06-01 from 2026-05-01: 15.00",
      "proration 2026-06-01 from 2026-06-10: -1.00",
    ]);
  });
});
