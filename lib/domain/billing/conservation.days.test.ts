import { describe, expect, it } from "vitest";
import { type Case, posted } from "./billing-input.fixture";
import type { CycleChange } from "./billing-period";
import { conservationGaps } from "./conservation";
import { day, type Entitled, expectEntitled, ledger } from "./conservation.fixture";

describe("periods", () => {
  it.each<[string, Case["contract"] & { startOn: string }, string, Entitled[]]>([
    [
      "from the 31st, kept through February",
      { alignment: "contract-start", startOn: "2026-01-31" },
      "2026-04-29",
      [
        ["2026-01-31", "2026-02-27", 10_000n],
        ["2026-02-28", "2026-03-30", 10_000n],
        ["2026-03-31", "2026-04-29", 10_000n],
      ],
    ],
    [
      "10 of 31 days before another anchor day",
      { alignment: "contract-start", anchorDay: 15, startOn: "2026-06-05" },
      "2026-07-14",
      [
        ["2026-05-15", "2026-06-14", 3_226n],
        ["2026-06-15", "2026-07-14", 10_000n],
      ],
    ],
    [
      "weeks from Monday: five of seven days",
      { billingCycle: "weekly", startOn: "2026-06-03" },
      "2026-06-14",
      [
        ["2026-06-01", "2026-06-07", 7_143n],
        ["2026-06-08", "2026-06-14", 10_000n],
      ],
    ],
    [
      "weeks from the day of the contract",
      { billingCycle: "weekly", alignment: "contract-start", startOn: "2026-06-03" },
      "2026-06-09",
      [["2026-06-03", "2026-06-09", 10_000n]],
    ],
    [
      "weeks from Sunday: four of seven days",
      { billingCycle: "weekly", alignment: "contract-start", anchorDay: 7, startOn: "2026-06-03" },
      "2026-06-13",
      [
        ["2026-05-31", "2026-06-06", 5_714n],
        ["2026-06-07", "2026-06-13", 10_000n],
      ],
    ],
    [
      "quarters of the calendar: 50 of 90 days",
      { billingCycle: "quarterly", startOn: "2026-02-10" },
      "2026-06-30",
      [
        ["2026-01-01", "2026-03-31", 5_556n],
        ["2026-04-01", "2026-06-30", 10_000n],
      ],
    ],
    [
      "quarters from 30 November",
      { billingCycle: "quarterly", alignment: "contract-start", startOn: "2025-11-30" },
      "2026-05-29",
      [
        ["2025-11-30", "2026-02-27", 10_000n],
        ["2026-02-28", "2026-05-29", 10_000n],
      ],
    ],
    [
      "years from a leap day",
      { billingCycle: "yearly", alignment: "contract-start", startOn: "2024-02-29" },
      "2026-02-27",
      [
        ["2024-02-29", "2025-02-27", 10_000n],
        ["2025-02-28", "2026-02-27", 10_000n],
      ],
    ],
    [
      "half a year of the calendar: 184 of 365 days",
      { billingCycle: "yearly", startOn: "2026-07-01" },
      "2026-12-31",
      [["2026-01-01", "2026-12-31", 5_041n]],
    ],
  ])("%s", (_, contract, through, periods) => {
    expectEntitled(ledger({ contract }), through, periods);
  });

  it("cut by changes of cycle: 16 of June's 30 days, then the quarter", () => {
    const input = ledger({ contract: { alignment: "contract-start", startOn: "2026-05-15" } });
    const change = (cycle: Pick<CycleChange, "billingCycle" | "alignment">, fromOn: string): CycleChange => ({
      ...cycle,
      anchorDay: null,
      issueInvoiceOn: "start",
      fromOn: day(fromOn),
    });
    const cycleChanges = [
      change({ billingCycle: "monthly", alignment: "calendar" }, "2026-06-15"),
      change({ billingCycle: "quarterly", alignment: "contract-start" }, "2026-08-01"),
    ];
    expectEntitled({ ...input, contract: { ...input.contract, cycleChanges } }, "2026-10-31", [
      ["2026-05-15", "2026-06-14", 10_000n],
      ["2026-06-15", "2026-06-30", 5_333n],
      ["2026-07-01", "2026-07-31", 10_000n],
      ["2026-08-01", "2026-10-31", 10_000n],
    ]);
  });
});

describe("served days of June", () => {
  it.each<[string, Case["contract"], Case["line"], bigint]>([
    ["from the line's start, if later", {}, { startOn: "2026-06-11" }, 6_667n],
    ["from the contract's start, if later", { startOn: "2026-06-11" }, { startOn: "2026-06-01" }, 6_667n],
    ["to the contract's end", { endOn: "2026-06-10" }, {}, 3_333n],
    ["to the contract's end before the line's", { endOn: "2026-06-10" }, { endOn: "2026-06-20" }, 3_333n],
    ["to the line's end before the contract's", { endOn: "2026-06-20" }, { endOn: "2026-06-10" }, 3_333n],
  ])("%s", (_, contract, line, amount) => {
    const input = ledger({ contract: { startOn: "2026-06-01", ...contract }, line });
    expectEntitled(input, "2026-06-30", [["2026-06-01", "2026-06-30", amount]]);
  });
});

describe("billed units", () => {
  it.each<[string, string, Case["line"], bigint]>([
    ["as counted", "10.5", {}, 10_500n],
    ["rounded up", "10.0001", { rounding: "up" }, 11_000n],
    ["rounded up where whole", "10", { rounding: "up" }, 10_000n],
    ["rounded half up, at half", "10.5", { rounding: "half-up" }, 11_000n],
    ["rounded half up, below half", "10.4999", { rounding: "half-up" }, 10_000n],
    ["rounded down", "10.9999", { rounding: "down" }, 10_000n],
    ["rounded before what is included is taken off", "10.5", { rounding: "down", included: "2" }, 8_000n],
    ["at least the minimum", "10", { minimum: "12" }, 12_000n],
    ["at least the minimum after what is included", "10", { minimum: "3", included: "12" }, 3_000n],
    ["more than the minimum", "10", { minimum: "3" }, 10_000n],
    ["at most the maximum", "10", { maximum: "8" }, 8_000n],
    ["less than the maximum", "10", { maximum: "12" }, 10_000n],
  ])("%s: %s", (_, counted, line, amount) => {
    const units: Case["units"] = [["2026-06-01", counted]];
    const input = ledger({ contract: { startOn: "2026-06-01" }, line, units });
    expectEntitled(input, "2026-06-30", [["2026-06-01", "2026-06-30", amount]]);
  });

  it("are never fewer than none", () => {
    for (const counted of ["10", "-3.5"]) {
      const units: Case["units"] = [["2026-06-01", counted]];
      const line = { included: "12", rounding: "up" } as const;
      expectEntitled(ledger({ contract: { startOn: "2026-06-01" }, line, units }), "2026-06-30", []);
    }
  });
});

describe("books", () => {
  it("of a period are those that begin on its first day to its last", () => {
    const charges = ["2026-06-01", "2026-06-30", "2026-07-01"].map((on) => posted(on, on, "1.00"));
    const input = ledger({ contract: { startOn: "2026-06-01" }, posted: charges });
    expect(conservationGaps(input, [], day("2026-07-31"))).toMatchObject([
      { postedMinor: 200n, gapMinor: 9_800n },
      { postedMinor: 100n, gapMinor: 9_900n },
    ]);
  });

  it("cut no more than leaves what is posted, if that is below nothing", () => {
    const manual = { ...posted("2026-06-01", "2026-06-30", "-130.00"), kind: "manual" as const };
    const given = { contract: { startOn: "2026-06-01" }, line: { endOn: "2026-06-09" } };
    const input = ledger({ ...given, posted: [posted("2026-06-01", "2026-06-30", "100.00"), manual] });
    const inReview = [{ periodStartOn: day("2026-06-01"), amountMinor: 500n }];
    expect(conservationGaps(input, inReview, day("2026-06-30"))).toMatchObject([
      { entitlementMinor: 3_000n, manualMinor: -13_000n, cutMinor: 7_000n, postedMinor: -3_000n },
    ]);
    expectEntitled(input, "2026-06-30", []);
  });

  it("of manual adjustments alone leave a direction `none` to be checked", () => {
    const manual = { ...posted("2026-06-01", "2026-06-30", "-5.00"), kind: "manual" as const };
    const given = { contract: { startOn: "2026-06-01" }, line: { prorateIncreases: "none" } as const };
    expect(conservationGaps(ledger({ ...given, posted: [manual] }), [], day("2026-06-30"))).toHaveLength(1);
  });
});
