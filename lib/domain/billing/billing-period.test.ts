import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
  boundary,
  boundaryFrom,
  type ContractTerms,
  periodAfter,
  periodBefore,
  periodOwning,
} from "./billing-period";
import { contractTerms, RUNS } from "./ledger.fixture";

const day = (text: string) => Temporal.PlainDate.from(text);

function terms(startOn: string, given: Partial<ContractTerms> = {}): ContractTerms {
  return {
    billingCycle: "monthly",
    alignment: "contract-start",
    anchorDay: null,
    endOn: null,
    issueInvoiceOn: "start",
    ...given,
    startOn: day(startOn),
  };
}

it("a change of cycle within a period ends it there, with its whole days as denominator", () => {
  const cycle = { billingCycle: "quarterly", alignment: "calendar", anchorDay: null } as const;
  const changes = [{ ...cycle, issueInvoiceOn: "start" as const, fromOn: day("2026-06-15") }];
  const { range, days } = periodOwning(terms("2026-06-01", { cycleChanges: changes }), day("2026-06-10"));
  expect([range.from.toString(), range.until.toString(), days]).toEqual(["2026-06-01", "2026-06-15", 30]);
});

function boundaries(of: ContractTerms, count: number): string[] {
  return Array.from({ length: count }, (_, index) => boundary(of, index).toString());
}

describe("boundaries from the anchor, never chained (R6)", () => {
  it.each<[string, ContractTerms, string[]]>([
    [
      "31 January in a common year",
      terms("2026-01-31"),
      ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"],
    ],
    [
      "31 January in a leap year",
      terms("2024-01-31"),
      ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"],
    ],
    [
      "quarters from 30 November, over a leap day",
      terms("2023-11-30", { billingCycle: "quarterly" }),
      ["2023-11-30", "2024-02-29", "2024-05-30", "2024-08-30", "2024-11-30", "2025-02-28"],
    ],
    [
      "years from a leap day",
      terms("2024-02-29", { billingCycle: "yearly" }),
      ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"],
    ],
    [
      "weeks over New Year",
      terms("2025-12-24", { billingCycle: "weekly" }),
      ["2025-12-24", "2025-12-31", "2026-01-07"],
    ],
    [
      "calendar weeks begin on Monday",
      terms("2025-12-31", { billingCycle: "weekly", alignment: "calendar" }),
      ["2025-12-29", "2026-01-05", "2026-01-12"],
    ],
    [
      "calendar quarters begin in January",
      terms("2026-06-10", { billingCycle: "quarterly", alignment: "calendar" }),
      ["2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01"],
    ],
    [
      "calendar years",
      terms("2026-06-10", { billingCycle: "yearly", alignment: "calendar" }),
      ["2026-01-01", "2027-01-01"],
    ],
    [
      "an anchor day before the start's day",
      terms("2026-01-17", { anchorDay: 1 }),
      ["2026-01-01", "2026-02-01", "2026-03-01"],
    ],
    [
      "an anchor day after the start's day, clamped",
      terms("2026-02-17", { anchorDay: 31 }),
      ["2026-02-28", "2026-03-31", "2026-04-30"],
    ],
    [
      "a weekly anchor is a weekday: Friday",
      terms("2026-06-10", { billingCycle: "weekly", anchorDay: 5 }),
      ["2026-06-05", "2026-06-12"],
    ],
  ])("%s", (_, of, expected) => {
    expect(boundaries(of, expected.length)).toEqual(expected);
  });

  it.each([
    ["2024-01-31", "2024-02-10", 29],
    ["2024-01-31", "2024-02-29", 31],
    ["2026-01-31", "2026-02-27", 28],
    ["2026-01-31", "2026-01-30", 31],
  ])("from %s, the period of %s has %i days", (startOn, on, days) => {
    expect(periodOwning(terms(startOn), day(on)).days).toBe(days);
  });

  it("a change waits for the next boundary, unless it is on one", () => {
    const monthly = terms("2026-01-31");
    expect(boundaryFrom(monthly, day("2026-02-28")).toString()).toBe("2026-02-28");
    expect(boundaryFrom(monthly, day("2026-03-01")).toString()).toBe("2026-03-31");
  });

  it("periods follow each other without gap or overlap, and each day has exactly one", () => {
    fc.assert(
      fc.property(contractTerms, fc.integer({ min: -500, max: 3000 }), (of, offset) => {
        const on = of.startOn.add({ days: offset });
        const period = periodOwning(of, on);
        expect(Temporal.PlainDate.compare(period.range.from, on)).toBeLessThanOrEqual(0);
        expect(Temporal.PlainDate.compare(on, period.range.until)).toBe(-1);
        const next = periodAfter(of, period);
        expect(next.range.from.equals(period.range.until)).toBe(true);
        expect(periodBefore(of, next)).toEqual(period);
      }),
      RUNS,
    );
  });
});

describe("a change of cycle", () => {
  const calendarMonths = {
    billingCycle: "monthly",
    alignment: "calendar",
    anchorDay: null,
    issueInvoiceOn: "end",
  } as const;
  const changed = terms("2026-01-17", {
    cycleChanges: [
      { ...calendarMonths, fromOn: day("2026-03-17") },
      {
        ...calendarMonths,
        billingCycle: "quarterly",
        alignment: "contract-start",
        fromOn: day("2026-05-01"),
      },
    ],
  });

  it.each([
    ["2026-02-20", "2026-02-17", "2026-03-17", 28, "start"],
    ["2026-03-16", "2026-02-17", "2026-03-17", 28, "start"],
    // The rest of March, by the days of March.
    ["2026-03-17", "2026-03-17", "2026-04-01", 31, "end"],
    ["2026-04-30", "2026-04-01", "2026-05-01", 30, "end"],
    ["2026-05-01", "2026-05-01", "2026-08-01", 92, "end"],
  ])("%s is in the period from %s until %s of %i days, billed at its %s", (on, from, until, days, issue) => {
    const { range, ...period } = periodOwning(changed, day(on));
    expect([range.from.toString(), range.until.toString()]).toEqual([from, until]);
    expect(period).toEqual({ days, issueInvoiceOn: issue });
  });

  it("lets a change of units wait for the next period, whichever cycle that is of", () => {
    expect(boundaryFrom(changed, day("2026-03-05")).toString()).toBe("2026-03-17");
    expect(boundaryFrom(changed, day("2026-03-20")).toString()).toBe("2026-04-01");
  });
});
