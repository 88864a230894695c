import { describe, expect, it } from "vitest";
import { nextPeriodOn, type PeriodFacts } from "./next-period";

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
