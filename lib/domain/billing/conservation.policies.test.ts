import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type Case, posted } from "./billing-input.fixture";
import { type BillingInput, billingItems } from "./billing-items";
import { conservationGaps } from "./conservation";
import { day, type Entitled, expectEntitled, ledger } from "./conservation.fixture";
import type { CountTerms } from "./line-account";

type Policies = Pick<CountTerms, "prorateIncreases" | "prorateDecreases">;
const policies = (prorateIncreases: Policies["prorateIncreases"], prorateDecreases = prorateIncreases) => ({
  prorateIncreases,
  prorateDecreases,
});

describe("changes within June", () => {
  const changed = (line: Case["line"], later: [on: string, units: string][], first = "2026-06-01") =>
    ledger({
      contract: { startOn: "2026-06-01" },
      line,
      units: [[first, "10"], ...later.map(([on, units]): [string, string] => [`2026-06-${on}`, units])],
    });

  it.each<[string, Policies, [on: string, units: string][], bigint, bigint]>([
    ["daily", policies("daily"), [["16", "4"]], 7_000n, 4_000n],
    ["an increase waits for July", policies("next-period"), [["16", "12"]], 10_000n, 12_000n],
    ["a decrease waits for July", policies("daily", "next-period"), [["16", "4"]], 10_000n, 4_000n],
    ["an increase moves June whole", policies("none"), [["16", "12"]], 12_000n, 12_000n],
    ["a decrease moves June whole", policies("none"), [["16", "8"]], 8_000n, 8_000n],
    [
      "down and back moves nothing",
      policies("daily", "none"),
      [
        ["11", "8"],
        ["21", "10"],
      ],
      10_000n,
      10_000n,
    ],
    [
      "up to 12 day by day, then down to 8 as a whole",
      policies("daily", "none"),
      [
        ["11", "12"],
        ["21", "8"],
      ],
      8_000n,
      8_000n,
    ],
    [
      "down to 6 day by day, then up to 12 as a whole",
      policies("none", "daily"),
      [
        ["11", "6"],
        ["21", "12"],
      ],
      12_000n,
      12_000n,
    ],
    [
      "up as a whole, unless it falls below what is billed",
      policies("none", "daily"),
      [
        ["11", "12"],
        ["21", "6"],
      ],
      8_667n,
      6_000n,
    ],
    [
      "up to 12 waits; 6 is below the 10 that are billed",
      policies("next-period", "daily"),
      [
        ["11", "12"],
        ["21", "6"],
      ],
      8_667n,
      6_000n,
    ],
    [
      "up to 14 day by day; down to 11 as a whole leaves the days of 10",
      policies("daily", "none"),
      [
        ["11", "14"],
        ["21", "11"],
      ],
      10_667n,
      11_000n,
    ],
    [
      "down to 6 day by day; up to 9 as a whole leaves the days of 10",
      policies("none", "daily"),
      [
        ["11", "6"],
        ["21", "9"],
      ],
      9_333n,
      9_000n,
    ],
  ])("%s", (_, line, later, ofJune, ofJuly) => {
    expectEntitled(changed(line, later), "2026-07-31", [
      ["2026-06-01", "2026-06-30", ofJune],
      ["2026-07-01", "2026-07-31", ofJuly],
    ]);
  });

  it("bill nothing before the first count, and as a whole no day of it", () => {
    const input = changed(policies("none"), [["21", "12"]], "2026-06-11");
    expectEntitled(input, "2026-06-30", [["2026-06-01", "2026-06-30", 8_000n]]);
  });

  it("of the price count from their day under each policy, and the last recorded for a day", () => {
    const prices: Case["prices"] = [
      ["2026-06-01", "10.00"],
      ["2026-06-16", "14.00", "2026-06-17T05:00:00Z"],
      ["2026-06-16", "12.00", "2026-06-18T05:00:00Z"],
      ["2026-06-16", "16.00", "2026-06-16T05:00:00Z"],
    ];
    const input = ledger({ contract: { startOn: "2026-06-01" }, line: policies("none"), prices });
    expectEntitled(input, "2026-06-30", [["2026-06-01", "2026-06-30", 11_000n]]);
  });

  it("bill nothing where no price is in force yet", () => {
    const input = ledger({ contract: { startOn: "2026-06-01" } });
    const prices = input.line.prices.map((price) => ({ ...price, effectiveOn: day("2026-06-16") }));
    const found = conservationGaps({ ...input, line: { ...input.line, prices } }, [], day("2026-06-30"));
    expect(found.map(({ entitlementMinor }) => entitlementMinor)).toEqual([5_000n]);
  });
});

describe("days that bill nothing", () => {
  it("are those of a count without a price, for which the next count does not wait: 26 days of 12", () => {
    const input = ledger({
      contract: { startOn: "2026-06-01" },
      line: policies("next-period"),
      units: [
        ["2026-06-01", "10"],
        ["2026-06-03", "12"],
      ],
    });
    const prices = input.line.prices.map((price) => ({ ...price, effectiveOn: day("2026-06-05") }));
    const entitled: Entitled = ["2026-06-01", "2026-06-30", 10_400n];
    expectEntitled({ ...input, line: { ...input.line, prices } }, "2026-06-30", [entitled]);
  });

  it("are those with fewer units than are included: 10 days of 8 beyond them", () => {
    const input = ledger({
      contract: { startOn: "2026-06-01" },
      line: { included: "12" },
      units: [
        ["2026-06-01", "20"],
        ["2026-06-11", "10"],
      ],
    });
    expectEntitled(input, "2026-06-30", [["2026-06-01", "2026-06-30", 2_667n]]);
  });
});

describe("changes of terms within June", () => {
  const limits = { rounding: "none", minimum: null, included: null, maximum: null } as const;
  const given = { contract: { startOn: "2026-06-01" } };
  const withTerms = (input: BillingInput, terms: Partial<CountTerms>, on: string): BillingInput => ({
    ...input,
    line: {
      ...input.line,
      termsChanges: [
        {
          ...policies("daily"),
          ...limits,
          ...terms,
          effectiveOn: day(on),
          recordedAt: Temporal.Instant.from(`${on}T05:00:00Z`),
        },
      ],
    },
  });

  it("count from their day", () => {
    const input = withTerms(ledger(given), { included: 50_000n }, "2026-06-16");
    expectEntitled(input, "2026-06-30", [["2026-06-01", "2026-06-30", 7_500n]]);
  });

  it.each<[string, Policies, string, Policies, bigint]>([
    ["before a change hold for it", policies("daily"), "2026-06-06", policies("none"), 12_000n],
    ["after a change leave it", policies("none"), "2026-06-21", policies("next-period"), 12_000n],
    ["on its day hold for it", policies("none"), "2026-06-11", policies("next-period"), 10_000n],
  ])("%s", (_, first, on, then, amount) => {
    const units: Case["units"] = [
      ["2026-06-01", "10"],
      ["2026-06-11", "12"],
    ];
    const input = withTerms(ledger({ ...given, line: first, units }), then, on);
    expectEntitled(input, "2026-06-30", [["2026-06-01", "2026-06-30", amount]]);
  });

  it("hold for what was counted under them, whatever terms and price follow", () => {
    const units: Case["units"] = [
      ["2026-06-01", "10"],
      ["2026-06-11", "12"],
    ];
    const prices: Case["prices"] = [
      ["2026-06-01", "10.00"],
      ["2026-06-21", "13.00"],
    ];
    const input = ledger({ ...given, line: policies("none"), units, prices });
    const amounts = [policies("none"), policies("next-period")].map((then) => {
      const changed = withTerms(input, then, "2026-06-16");
      expect(conservationGaps(changed, billingItems(changed), day("2026-06-30"))).toEqual([]);
      return conservationGaps(changed, [], day("2026-06-30"))[0]?.entitlementMinor;
    });
    // Twelve units at 10.00 on twenty days and at 13.00 on ten.
    expect(amounts).toEqual([13_200n, 13_200n]);
  });

  it("leave the days of a decrease by the day when, under `none`, the count has gone and come back", () => {
    const units: Case["units"] = [
      ["2026-06-01", "12"],
      ["2026-06-03", "10"],
      ["2026-06-10", "8"],
      ["2026-06-12", "10"],
    ];
    const input = withTerms(ledger({ ...given, units }), policies("none"), "2026-06-05");
    // Two days of 12 units, 28 days of 10.
    expectEntitled(input, "2026-06-30", [["2026-06-01", "2026-06-30", 10_133n]]);
  });

  it("of a direction `none` on a day of its own pass a posted period over", () => {
    const charge = posted("2026-06-01", "2026-06-30", "50.00");
    const input = ledger({ ...given, posted: [charge] });
    expect(conservationGaps(input, [], day("2026-06-30"))).toHaveLength(1);
    for (const then of [policies("none", "daily"), policies("daily", "none")])
      expect(conservationGaps(withTerms(input, then, "2026-06-16"), [], day("2026-06-30"))).toEqual([]);
  });
});
