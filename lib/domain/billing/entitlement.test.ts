import { describe, expect, it } from "vitest";
import { june } from "./billing-input.fixture";
import { billingItems } from "./billing-items";
import { conservationGaps } from "./conservation";
import { counts, day, entitlements, type Life, ledgerOf } from "./entitlement.fixture";

describe("what June and July are entitled to, by both computations", () => {
  const none = "none" as const;
  const wait = "next-period" as const;
  const ten = counts({ "06-01": "10" });
  const half = { "06-01": "10.5", "07-01": "10.4999" };

  it.each<[string, Life, inJune: number, inJuly: number]>([
    ["units rounded up", counts({ "06-01": "10.2", "07-01": "11" }, { rounding: "up" }), 11_000, 11_000],
    ["units rounded half up", counts(half, { rounding: "half-up" }), 11_000, 10_000],
    ["units as counted", counts({ "06-01": "10.25" }), 10_250, 10_250],
    ["a minimum", counts({ "06-01": "3", "07-01": "8" }, { minimum: "5" }), 5_000, 8_000],
    ["a maximum", counts({ "06-01": "7", "07-01": "5" }, { maximum: "6" }), 6_000, 5_000],
    ["included units, never below none", counts({ "06-01": "7", "07-01": "2" }, { included: "3" }), 4_000, 0],
    [
      "included units, then a minimum",
      counts({ "06-01": "3" }, { included: "3", minimum: "1" }),
      1_000,
      1_000,
    ],
    ["units first counted inside the month", counts({ "06-16": "10" }), 5_000, 10_000],
    ["rises that wait", counts({ "06-01": "10", "06-10": "12" }, { prorateIncreases: wait }), 10_000, 12_000],
    ["falls that wait", counts({ "06-01": "10", "06-10": "8" }, { prorateDecreases: wait }), 10_000, 8_000],
    [
      "rises wait, and a fall below what is billed does not",
      counts({ "06-01": "10", "06-10": "12", "06-16": "8" }, { prorateIncreases: wait }),
      9_000,
      8_000,
    ],
    [
      "rises of a whole",
      counts({ "06-01": "10", "06-10": "12" }, { prorateIncreases: none }),
      12_000,
      12_000,
    ],
    ["falls of a whole", counts({ "06-01": "10", "06-10": "8" }, { prorateDecreases: none }), 8_000, 8_000],
    [
      "a fall of a whole that is taken back",
      counts({ "06-01": "10", "06-10": "8", "06-20": "10" }, { prorateDecreases: none }),
      10_000,
      10_000,
    ],
    [
      "falls none, rises daily: 10, 8, 12 bills two more for half of June",
      counts({ "06-01": "10", "06-10": "8", "06-16": "12" }, { prorateDecreases: none }),
      11_000,
      12_000,
    ],
    [
      "a rise daily, then a fall of the whole: 15 days at 10, 15 at 12",
      counts({ "06-01": "10", "06-16": "14", "06-21": "12" }, { prorateDecreases: none }),
      11_000,
      12_000,
    ],
    [
      "falls daily, whatever rises do",
      counts({ "06-01": "10", "06-10": "8" }, { prorateIncreases: none }),
      8_600,
      8_000,
    ],
    [
      "a fall daily, then a rise of the whole: what stood above it stays",
      counts({ "06-01": "10", "06-10": "8", "06-20": "9" }, { prorateIncreases: none }),
      9_300,
      9_000,
    ],
    [
      "a rise daily, then a fall of the whole: what stood below it stays",
      counts({ "06-01": "5", "06-10": "12", "06-20": "8" }, { prorateDecreases: none }),
      7_100,
      8_000,
    ],
    [
      "a whole is moved by the terms on the day of its last change",
      {
        ...counts({ "06-01": "10", "06-10": "8" }),
        terms: [{ effectiveOn: "2026-06-05", prorateDecreases: none }],
      },
      8_000,
      8_000,
    ],
    [
      "terms with a minimum from the 16th on",
      { ...counts({ "06-01": "3" }), terms: [{ effectiveOn: "2026-06-16", minimum: 50_000n }] },
      4_000,
      5_000,
    ],
    [
      "terms under which a rise waits, from the day before it: 9 days at 10, 21 at 12",
      {
        ...counts({ "06-01": "10", "06-10": "12", "06-16": "14" }),
        terms: [{ effectiveOn: "2026-06-15", prorateIncreases: wait }],
      },
      11_400,
      14_000,
    ],
    [
      "prices: 15 days at 10.00 and 15 at 12.00; 16 of 31 at 12.00 and 15 at 20.00",
      { ...ten, prices: [...ten.prices, ["2026-06-16", "12.00"], ["2026-07-17", "20.00"]] },
      11_000,
      15_871,
    ],
    [
      "the 9 days that contract and line share",
      {
        ...counts({ "06-01": "10" }, { startOn: "2026-06-11", endOn: "2026-06-30" }),
        contract: { startOn: "2026-06-01", endOn: "2026-06-19" },
      },
      3_000,
      0,
    ],
    [
      "corrections: of one date the last recorded, whatever their order",
      {
        ...ten,
        units: [
          ["2026-06-01", "11", "2026-06-02T00:00:00Z"],
          ["2026-06-16", "20", "2026-06-16T00:00:00Z"],
          ["2026-06-01", "10", "2026-06-01T00:00:00Z"],
        ],
      },
      15_500,
      20_000,
    ],
    [
      "two thirds of a yen are one",
      { ...counts({ "06-11": "1", "07-01": "0" }), currency: "JPY", prices: [["2026-06-01", "1"]] },
      1,
      0,
    ],
  ])("%s", (_, life, inJune, inJuly) => {
    const expected = [`2026-06-01/2026-06-30 ${inJune}`, `2026-07-01/2026-07-31 ${inJuly}`];
    expect(entitlements(life, "2026-07-31")).toEqual(expected.filter((row) => !row.endsWith(" 0")));
    const ledger = ledgerOf(life, "2026-07-31");
    expect(conservationGaps(ledger, billingItems(ledger), day("2026-07-31"))).toEqual([]);
  });
});

describe("periods that are passed over", () => {
  const ten = counts({ "06-01": "10" });
  const wrong = [june("90.00")];

  it("are posted ones of a line with a direction that moves periods as a whole", () => {
    for (const line of [{ prorateIncreases: "none" }, { prorateDecreases: "none" }] as const) {
      const life = { ...counts({ "06-01": "10" }, line), posted: wrong };
      expect(entitlements(life, "2026-06-30")).toEqual([]);
    }
    const later = { ...ten, terms: [{ effectiveOn: "2026-08-01", prorateDecreases: "none" as const }] };
    expect(entitlements({ ...later, posted: wrong }, "2026-06-30")).toEqual([]);
  });

  it("are no others: unposted ones, those with goodwill alone, and those of other lines", () => {
    const none = counts({ "06-01": "10" }, { prorateDecreases: "none" });
    const goodwill = { ...june("-5.00"), kind: "manual" as const };
    expect(entitlements(none, "2026-06-30")).toEqual(["2026-06-01/2026-06-30 10000"]);
    expect(entitlements({ ...none, posted: [goodwill] }, "2026-06-30")).toEqual([
      "2026-06-01/2026-06-30 10000",
    ]);
    expect(entitlements({ ...none, posted: [goodwill, ...wrong] }, "2026-06-30")).toEqual([]);
    expect(entitlements({ ...ten, posted: wrong }, "2026-06-30")).toEqual(["2026-06-01/2026-06-30 1000"]);
  });
});
