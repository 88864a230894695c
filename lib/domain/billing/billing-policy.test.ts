import { describe, expect, it } from "vitest";
import { type Case, inputOf, july, june, rows } from "./billing-input.fixture";
import { previewBilling } from "./preview";

describe("policies: a step compares with billed units", () => {
  const prices = [["2026-06-01", "10.00"]] as const;
  const window = ["2026-06-01", "2026-07-01"] as const;
  const dip = [
    ["2026-06-01", "10"],
    ["2026-06-10", "8"],
    ["2026-06-20", "10"],
  ] as const;
  const drop = dip.slice(0, 2);
  const rise = [
    ["2026-06-01", "10"],
    ["2026-06-10", "12"],
  ] as const;

  it.each<[string, Omit<Case, "prices">, string[]]>([
    [
      "decreases none, 10 → 8 → 10: no item",
      { line: { prorateDecreases: "none" }, units: dip, posted: [june("100.00")] },
      ["regular 2026-07-01: 100.00"],
    ],
    [
      "decreases none, 10 → 8 → 10, not yet posted: the regular item alone",
      { line: { prorateDecreases: "none" }, units: dip },
      ["regular 2026-06-01: 100.00", "regular 2026-07-01: 100.00"],
    ],
    [
      "decreases none: a posted period stays, the next one has the lower units",
      { line: { prorateDecreases: "none" }, units: drop, posted: [june("100.00")] },
      ["regular 2026-07-01: 80.00"],
    ],
    [
      "decreases none: an unposted period has them as a whole",
      { line: { prorateDecreases: "none" }, units: drop },
      ["regular 2026-06-01: 80.00", "regular 2026-07-01: 80.00"],
    ],
    [
      "decreases none: what a posted period was billed as a whole stays posted",
      { line: { prorateDecreases: "none" }, units: drop, posted: [june("80.00")] },
      ["regular 2026-07-01: 80.00"],
    ],
    [
      "decreases next-period: from the next first day",
      { line: { prorateDecreases: "next-period" }, units: drop, posted: [june("100.00")] },
      ["regular 2026-07-01: 80.00"],
    ],
    [
      "decreases next-period: a posted next period is adjusted from its first day",
      { line: { prorateDecreases: "next-period" }, units: drop, posted: [june("100.00"), july("100.00")] },
      ["proration 2026-07-01: -20.00"],
    ],
    [
      "decreases next-period, 10 → 8 → 10: nothing is left of it at the boundary",
      { line: { prorateDecreases: "next-period" }, units: dip, posted: [june("100.00"), july("100.00")] },
      [],
    ],
    [
      "increases next-period: June stays, July has them",
      { line: { prorateIncreases: "next-period" }, units: rise, posted: [june("100.00")] },
      ["regular 2026-07-01: 120.00"],
    ],
    [
      "increases none: a posted period stays",
      { line: { prorateIncreases: "none" }, units: rise, posted: [june("100.00"), july("100.00")] },
      [],
    ],
    [
      "increases none: an unposted period has them as a whole",
      { line: { prorateIncreases: "none" }, units: rise },
      ["regular 2026-06-01: 120.00", "regular 2026-07-01: 120.00"],
    ],
    [
      "decreases none, increases daily: 10 → 8 → 12 bills two more, not four",
      {
        line: { prorateDecreases: "none" },
        units: [...drop, ["2026-06-16", "12"]],
        posted: [june("100.00")],
        window: ["2026-06-01", "2026-06-30"],
      },
      ["proration 2026-06-01 from 2026-06-16: 10.00"],
    ],
    [
      "decreases none: what no view of the line explains stays posted, too",
      {
        line: { prorateDecreases: "none" },
        units: drop.slice(0, 1),
        posted: [june("120.00")],
        window: ["2026-06-01", "2026-06-30"],
      },
      [],
    ],
  ])("%s", (_, given, expected) => {
    expect(rows({ prices, window, ...given })).toEqual(expected);
  });

  it("none leaves prices alone: a lower price is credited", () => {
    const given: Case = {
      line: { prorateDecreases: "none", prorateIncreases: "none" },
      units: [["2026-06-01", "10"]],
      prices: [...prices, ["2026-06-16", "8.00"]],
      posted: [june("100.00")],
      window: ["2026-06-01", "2026-06-30"],
    };
    expect(rows(given)).toEqual(["proration 2026-06-01 from 2026-06-16: -10.00"]);
  });
});

describe("none: what is posted knew its counts", () => {
  const prices = [["2026-06-01", "10.00"]] as const;
  const window = ["2026-06-01", "2026-06-30"] as const;
  const line = { prorateDecreases: "none" } as const;
  const rise = [
    ["2026-06-01", "10"],
    ["2026-06-10", "12"],
  ] as const;
  const drop = [
    ["2026-06-01", "10"],
    ["2026-06-10", "8"],
  ] as const;

  it("a decrease leaves a posted increase as it is", () => {
    const posted = [june("100.00"), june("14.00", "2026-06-10")];
    expect(rows({ line, units: [...rise, ["2026-06-20", "11"]], prices, posted, window })).toEqual([]);
  });

  it("also where the increase is corrected down on its own day", () => {
    const posted = [june("100.00"), june("14.00", "2026-06-10")];
    const corrected = [...rise, ["2026-06-10", "11", "2026-06-12T08:00:00Z"]] as const;
    expect(rows({ line, units: corrected, prices, posted, window })).toEqual([]);
  });

  it("an increase corrected up on its own day bills the rest", () => {
    const posted = [june("100.00"), june("14.00", "2026-06-10")];
    const corrected = [...rise, ["2026-06-10", "13", "2026-06-12T08:00:00Z"]] as const;
    expect(rows({ line, units: corrected, prices, posted, window })).toEqual([
      "proration 2026-06-01 from 2026-06-10: 7.00",
    ]);
  });

  it("a count found before the last known one changes nothing of a period billed as a whole", () => {
    const units = [...drop, ["2026-06-05", "9", "2026-07-02T08:00:00Z"]] as const;
    expect(rows({ line, units, prices, posted: [june("80.00")], window })).toEqual([]);
  });

  it("a corrected price is billed on the units of the whole", () => {
    const corrected = [...prices, ["2026-06-01", "12.00", "2026-07-02T08:00:00Z"]] as const;
    expect(rows({ line, units: drop, prices: corrected, posted: [june("80.00")], window })).toEqual([
      "proration 2026-06-01: 16.00",
    ]);
  });

  it("a price changes under the units of a period billed as a whole", () => {
    const risen = [...prices, ["2026-06-05", "12.00", "2026-07-02T08:00:00Z"]] as const;
    expect(rows({ line, units: drop, prices: risen, posted: [june("80.00")], window })).toEqual([
      "proration 2026-06-01 from 2026-06-05: 13.87",
    ]);
  });
});

describe("the cap and manual adjustments", () => {
  const manual = (amount: string) => ({ ...june(amount), kind: "manual" as const });
  const ended: Case = {
    line: { endOn: "2026-06-15" },
    units: [["2026-06-01", "10"]],
    prices: [["2026-06-01", "10.00"]],
    window: ["2026-06-01", "2026-06-30"],
  };

  it.each([
    [
      "goodwill does not enter the target",
      { ...ended, line: {}, posted: [june("100.00"), manual("-20.00")] },
      [],
    ],
    [
      "but lowers what can still be credited",
      { ...ended, posted: [june("100.00"), manual("-70.00")] },
      ["proration 2026-06-01 from 2026-06-16: -30.00"],
    ],
    ["down to nothing", { ...ended, posted: [june("100.00"), manual("-120.00")] }, []],
    [
      "a manual charge is no reason to credit more",
      { ...ended, posted: [june("100.00"), manual("70.00")] },
      ["proration 2026-06-01 from 2026-06-16: -50.00"],
    ],
  ])("%s", (_, given, expected) => {
    expect(rows(given)).toEqual(expected);
  });

  it("the explanation says that a credit is limited", () => {
    const { items } = previewBilling(inputOf({ ...ended, posted: [june("100.00"), manual("-70.00")] }));
    expect(items[0]?.explanation).toBe(
      "Not billed from 16 June 2026 (10 units before): -10 × 10.00 × 15 of 30 days = -50.00; limited to what is still billed: -30.00",
    );
  });
});
