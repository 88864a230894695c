import { describe, expect, it } from "vitest";
import { type Case, inputOf, june, posted, rows } from "./billing-input.fixture";
import { previewBilling } from "./preview";

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

describe("billed at the end: corrections of days before the posted ones", () => {
  const given: Case = {
    contract: { ...contract, issueInvoiceOn: "end" },
    units: [],
    prices: [["2026-04-01", "10.00"]],
    window,
  };

  it("each bills from its own date what later counts leave of it: 121.00 becomes 127.00", () => {
    expect(
      rows({
        ...given,
        units: [
          ["2026-05-01", "10"],
          ["2026-05-10", "11", LATE],
          ["2026-05-20", "12", LATE],
          ["2026-06-10", "13"],
        ],
        posted: [june("121.00")],
      }),
    ).toEqual([
      "proration 2026-06-01 from 2026-05-10: 10.00",
      "proration 2026-06-01 from 2026-05-20: 10.00",
      "proration 2026-06-01 from 2026-06-10: -14.00",
    ]);
  });

  it("move nothing where a later count is in force on the first posted day", () => {
    expect(
      rows({
        ...given,
        units: [
          ["2026-05-01", "9"],
          ["2026-05-01", "8", LATE],
          ["2026-05-10", "10"],
          ["2026-06-10", "11"],
          ["2026-06-10", "12", LATE],
        ],
        posted: [june("107.00")],
      }),
    ).toEqual(["proration 2026-06-01 from 2026-06-10: 7.00"]);
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

describe("where several histories explain what was posted", () => {
  const given: Case = {
    contract,
    units: [
      ["2026-05-01", "10"],
      ["2026-05-10", "11", LATE],
      ["2026-05-20", "10", "2026-07-05T08:00:00Z"],
    ],
    prices,
    window,
  };

  it("the one of which no posted item is taken back counts", () => {
    const listed = [june("10.00", "2026-05-10"), june("-10.00", "2026-05-20")];
    expect(rows({ ...given, posted: [june("100.00"), ...listed] })).toEqual([]);
    const units = [...given.units, ["2026-06-10", "12"]] as const;
    expect(rows({ ...given, units, posted: [june("100.00"), ...listed] })).toEqual([
      "proration 2026-06-01 from 2026-06-10: 14.00",
    ]);
  });

  it("the likeliest counts as long as all its items are new, though another leaves fewer", () => {
    expect(
      rows({
        ...given,
        units: [
          ["2026-05-05", "10"],
          ["2026-05-01", "10", "2026-05-06T05:15:00Z"],
          ["2026-05-10", "11", LATE],
          ["2026-05-20", "12", LATE],
        ],
        posted: [june("100.00")],
      }),
    ).toEqual(["proration 2026-06-01 from 2026-05-10: 10.00", "proration 2026-06-01 from 2026-05-20: 10.00"]);
  });

  it("with decreases of a whole month, the likeliest counts unless another leaves nothing", () => {
    const units = [
      ["2026-05-01", "10"],
      ["2026-05-10", "11"],
      ["2026-05-20", "10"],
      ["2026-05-25", "12"],
      ["2026-05-25", "13", LATE],
    ] as const;
    const line = { prorateDecreases: "none" } as const;
    expect(rows({ ...given, line, units, posted: [june("100.00"), june("20.00", "2026-05-25")] })).toEqual([
      "proration 2026-06-01 from 2026-05-25: 10.00",
    ]);
  });
});

describe("a posted amount that no history explains", () => {
  const rise: Case = {
    contract,
    units: [
      ["2026-06-01", "10"],
      ["2026-06-10", "11"],
    ],
    prices,
    window,
  };

  it("differs on the first day, at the units of that day", () => {
    const { items } = previewBilling(inputOf({ ...rise, posted: [june("95.00")] }));
    expect(items).toMatchObject([
      { effectiveOn: "2026-06-01", amount: "5.00", units: "10" },
      { effectiveOn: "2026-06-10", amount: "7.00", units: "11" },
    ]);
  });

  it.each<[string, Case["line"], string, string[]]>([
    ["too little stays where increases are for unposted months", { prorateIncreases: "none" }, "95.00", []],
    ["too much does not", { prorateIncreases: "none" }, "105.00", ["proration 2026-06-01: -5.00"]],
    ["too much stays where decreases are for unposted months", { prorateDecreases: "none" }, "105.00", []],
    ["too little does not", { prorateDecreases: "none" }, "95.00", ["proration 2026-06-01: 5.00"]],
  ])("%s", (_, line, amount, expected) => {
    const units = [["2026-06-01", "10"]] as const;
    expect(rows({ ...rise, line, units, posted: [june(amount)] })).toEqual(expected);
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

  it("counts that a whole month was billed for stay in it, up and down", () => {
    expect(
      rows({
        contract,
        line,
        units: [
          ["2026-06-01", "10"],
          ["2026-06-10", "8"],
          ["2026-06-15", "9"],
          ["2026-06-20", "12"],
        ],
        prices,
        posted: [june("120.00")],
        window,
      }),
    ).toEqual([]);
  });

  it("a first count after the posted days is no increase: 6 days of 10 units; nothing explains what was posted", () => {
    expect(
      rows({
        contract,
        line,
        units: [["2026-06-25", "10"]],
        prices,
        posted: [posted("2026-06-01", "2026-06-20", "50.00")],
        window,
      }),
    ).toEqual(["proration 2026-06-01: -50.00", "proration 2026-06-01 from 2026-06-25: 20.00"]);
  });
});
