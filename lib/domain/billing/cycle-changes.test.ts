import { describe, expect, it } from "vitest";
import { areSameChanges, cycleChangeDays, withCycleChange } from "./cycle-changes";
import type { CycleChangeFacts, PeriodFacts } from "./next-period";

const monthly: PeriodFacts = {
  billingCycle: "monthly",
  alignment: "contract-start",
  anchorDay: null,
  issueInvoiceOn: "start",
  startOn: "2026-01-31",
  cycleChanges: [],
};
const quarterlyFrom = (fromOn: string): CycleChangeFacts => ({
  billingCycle: "quarterly",
  alignment: "calendar",
  anchorDay: null,
  issueInvoiceOn: "end",
  fromOn,
});

describe("cycleChangeDays", () => {
  it.each<[string, PeriodFacts, string, string | null, string[]]>([
    ["the anchor is not lost", monthly, "2026-02-27", null, ["2026-02-28", "2026-03-31", "2026-04-30"]],
    [
      "a first day that is billed is none",
      monthly,
      "2026-02-28",
      null,
      ["2026-03-31", "2026-04-30", "2026-05-31"],
    ],
    ["none after the end", monthly, "2026-02-27", "2026-04-29", ["2026-02-28", "2026-03-31"]],
    ["the end's own day is one", monthly, "2026-02-27", "2026-03-31", ["2026-02-28", "2026-03-31"]],
    ["none where all is billed", monthly, "2026-04-29", "2026-04-29", []],
    [
      "by the cycle in force, the day of a planned change among them",
      { ...monthly, cycleChanges: [quarterlyFrom("2026-03-31")] },
      "2026-02-28",
      null,
      ["2026-03-31", "2026-04-01", "2026-07-01"],
    ],
  ])("%s", (_, facts, afterOn, endOn, days) => {
    expect(cycleChangeDays(facts, { afterOn, endOn }, 3)).toEqual(days);
  });
});

describe("withCycleChange", () => {
  it("replaces what was planned for the day or later", () => {
    const planned = { ...monthly, cycleChanges: [quarterlyFrom("2026-03-31"), quarterlyFrom("2026-07-01")] };
    const change = { ...quarterlyFrom("2026-07-01"), billingCycle: "yearly" as const };
    expect(withCycleChange(planned, change)).toEqual([quarterlyFrom("2026-03-31"), change]);
  });

  it("takes a planned change back where the cycle stays as it is", () => {
    const planned = { ...monthly, cycleChanges: [quarterlyFrom("2026-03-31")] };
    const { startOn: _start, cycleChanges: _none, ...same } = monthly;
    expect(withCycleChange(planned, { ...same, fromOn: "2026-03-31" })).toEqual([]);
  });
});

describe("areSameChanges", () => {
  it("tells days and cycles apart", () => {
    const one = [quarterlyFrom("2026-03-31")];
    expect(areSameChanges(one, [quarterlyFrom("2026-03-31")])).toBe(true);
    expect(areSameChanges(one, [quarterlyFrom("2026-04-30")])).toBe(false);
    expect(areSameChanges(one, [{ ...quarterlyFrom("2026-03-31"), issueInvoiceOn: "start" }])).toBe(false);
    expect(areSameChanges(one, [{ ...one[0]!, alignment: "contract-start" }])).toBe(false);
    expect(areSameChanges(one, [{ ...one[0]!, anchorDay: 5 }])).toBe(false);
    expect(areSameChanges(one, [])).toBe(false);
    const two = [...one, quarterlyFrom("2026-07-01")];
    expect(areSameChanges(two, [...two])).toBe(true);
    expect(areSameChanges(two, [...one, quarterlyFrom("2026-10-01")])).toBe(false);
    expect(areSameChanges([], [])).toBe(true);
  });
});
