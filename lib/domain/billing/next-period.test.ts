import { describe, expect, it } from "vitest";
import {
  beginsPeriod,
  type CycleChangeFacts,
  cycleInForce,
  nextPeriodOn,
  type PeriodFacts,
} from "./next-period";

const monthly = (values: Partial<PeriodFacts> = {}): PeriodFacts => ({
  billingCycle: "monthly",
  alignment: "contract-start",
  anchorDay: null,
  startOn: "2026-01-31",
  issueInvoiceOn: "start",
  cycleChanges: [],
  ...values,
});

describe("nextPeriodOn", () => {
  it.each<[Partial<PeriodFacts>, string, string]>([
    [{}, "2026-02-27", "2026-02-28"],
    [{}, "2026-02-28", "2026-03-31"],
    [{}, "2026-03-30", "2026-03-31"],
    [{ alignment: "calendar" }, "2026-06-10", "2026-07-01"],
    [{ alignment: "calendar" }, "2026-07-01", "2026-08-01"],
    [{ billingCycle: "quarterly", alignment: "calendar" }, "2026-06-10", "2026-07-01"],
    [{ anchorDay: 15 }, "2026-06-10", "2026-06-15"],
    [{ anchorDay: 15 }, "2026-01-31", "2026-02-15"],
    [{ billingCycle: "yearly" }, "2026-06-10", "2027-01-31"],
    [{ billingCycle: "weekly", startOn: "2026-06-03" }, "2026-06-09", "2026-06-10"],
    [{ startOn: "2026-09-15" }, "2026-06-10", "2026-09-15"],
  ])("of %o after %s is %s", (values, on, next) => {
    expect(nextPeriodOn(monthly(values), on)).toBe(next);
  });
});

describe("cycles of a contract", () => {
  const { startOn: _startOn, cycleChanges: _cycleChanges, ...first } = monthly();
  const quarterly = {
    ...first,
    billingCycle: "quarterly",
    alignment: "calendar",
    issueInvoiceOn: "end",
  } as const;
  const yearly = { ...first, billingCycle: "yearly", anchorDay: 3 } as const;
  const cycleChanges: CycleChangeFacts[] = [
    { ...quarterly, fromOn: "2026-03-31" },
    { ...yearly, fromOn: "2026-07-01" },
  ];

  it("the one in force is the last that has begun", () => {
    const on = ["2026-01-01", "2026-03-30", "2026-03-31", "2026-06-30", "2026-07-01", "2027-01-01"];
    expect(on.map((day) => cycleInForce(monthly({ cycleChanges }), day))).toEqual([
      first,
      first,
      quarterly,
      quarterly,
      yearly,
      yearly,
    ]);
  });

  it("a period begins on a boundary alone", () => {
    expect(["2026-02-28", "2026-03-01", "2026-03-31"].map((day) => beginsPeriod(monthly(), day))).toEqual([
      true,
      false,
      true,
    ]);
  });
});
