import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { nextTerm, plannedRenewal, type Renewable, renewalOn } from "./renewal";

/** Ends of the terms that follow, one after another. */
function endsAfter(startOn: string, endOn: string, terms: number): string[] {
  let contract: Renewable = { startOn, termStartOn: null, endOn };
  return Array.from({ length: terms }, () => {
    contract = { startOn, ...nextTerm(contract) };
    return contract.endOn;
  });
}

describe("the terms of a contract", () => {
  it.each([
    ["a year", "2026-01-01", "2026-12-31", ["2027-12-31", "2028-12-31"]],
    ["a year from within a month", "2026-01-17", "2027-01-16", ["2028-01-16", "2029-01-16"]],
    ["a month", "2026-06-01", "2026-06-30", ["2026-07-31", "2026-08-31", "2026-09-30"]],
    ["a month from its 31st", "2026-01-31", "2026-02-27", ["2026-03-30", "2026-04-29", "2026-05-30"]],
    ["a month from its 30th, past February", "2026-01-30", "2026-02-27", ["2026-03-29", "2026-04-29"]],
    ["a quarter from 30 November", "2026-11-30", "2027-02-27", ["2027-05-29", "2027-08-29", "2027-11-29"]],
    ["a year from 29 February", "2024-02-29", "2025-02-27", ["2026-02-27", "2027-02-27", "2028-02-28"]],
    ["a half year over a leap day", "2027-09-01", "2028-02-29", ["2028-08-31", "2029-02-28"]],
    ["a quarter of 90 days", "2026-01-01", "2026-03-31", ["2026-06-30", "2026-09-30"]],
    ["91 days, no whole months", "2026-01-01", "2026-04-01", ["2026-07-01", "2026-09-30"]],
    ["a week", "2026-06-01", "2026-06-07", ["2026-06-14", "2026-06-21"]],
    ["a day", "2026-06-01", "2026-06-01", ["2026-06-02", "2026-06-03"]],
  ])("of %s, %s to %s, end on %s", (_length, startOn, endOn, expected) => {
    expect(endsAfter(startOn, endOn, expected.length)).toEqual(expected);
  });

  it("are as long as the present one, after a person has changed the end", () => {
    const renewed = { startOn: "2026-01-01", termStartOn: "2027-01-01", endOn: "2028-06-30" };
    expect(nextTerm(renewed)).toEqual({ termStartOn: "2028-07-01", endOn: "2029-12-31" });
  });

  it("are as long by its days where it is no whole months, though its end is", () => {
    const moved = { startOn: "2026-01-01", termStartOn: "2026-06-15", endOn: "2026-12-31" };
    // 200 days.
    expect(nextTerm(moved)).toEqual({ termStartOn: "2027-01-01", endOn: "2027-07-19" });
  });

  it("count from the contract's start where that was moved behind the present term's", () => {
    const later = { startOn: "2026-07-01", termStartOn: "2026-01-01", endOn: "2026-12-31" };
    expect(nextTerm(later)).toEqual({ termStartOn: "2027-01-01", endOn: "2027-06-30" });
  });

  it("count from the contract's start where the end went back before the present term's", () => {
    const cut = { startOn: "2026-01-01", termStartOn: "2027-01-01", endOn: "2026-06-30" };
    expect(nextTerm(cut)).toEqual({ termStartOn: "2026-07-01", endOn: "2026-12-31" });
  });
});

const day = fc
  .tuple(
    fc.integer({ min: 2020, max: 2040 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
  )
  .map(([year, month, date]) => Temporal.PlainDate.from({ year, month, day: date }));

describe("n renewals", () => {
  const terms = fc.integer({ min: 1, max: 24 });

  it("of m months end on start + (n + 1) × m months, less a day", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 24 }), terms, (start, months, n) => {
        const end = start.add({ months }).subtract({ days: 1 });
        const expected = start.add({ months: (n + 1) * months }).subtract({ days: 1 });
        expect(endsAfter(start.toString(), end.toString(), n).at(-1)).toBe(expected.toString());
      }),
    );
  });

  it("of d days that are no whole months end n × d days later", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 27 }), terms, (start, days, n) => {
        const end = start.add({ days: days - 1 });
        expect(endsAfter(start.toString(), end.toString(), n).at(-1)).toBe(
          end.add({ days: n * days }).toString(),
        );
      }),
    );
  });

  it("leave no day between two terms, and none in both", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 800 }), (start, days) => {
        const endOn = start.add({ days: days - 1 }).toString();
        const next = nextTerm({ startOn: start.toString(), termStartOn: null, endOn });
        expect(next.termStartOn).toBe(start.add({ days }).toString());
        expect(next.endOn >= next.termStartOn).toBe(true);
      }),
    );
  });
});

describe("the night of a renewal", () => {
  const year: Renewable = { startOn: "2026-01-01", termStartOn: null, endOn: "2026-12-31" };

  it.each([
    ["2026-11-30", null],
    ["2026-12-01", "2027-12-31"],
    ["2026-12-31", "2027-12-31"],
  ])("%s: %s", (on, endOn) => {
    expect(renewalOn(year, on, on)?.endOn ?? null).toBe(endOn);
  });

  it("is made up for where nights were missed, but nothing that ended earlier comes back", () => {
    expect(renewalOn(year, "2027-01-04", "2026-12-31")?.endOn).toBe("2027-12-31");
    expect(renewalOn(year, "2027-01-04", "2027-01-01")).toBeNull();
    expect(renewalOn(year, "2027-01-04", "2027-01-04")).toBeNull();
  });

  it("run again finds nothing to do", () => {
    const term = renewalOn(year, "2026-12-01", "2026-11-30")!;
    expect(term).toEqual({ termStartOn: "2027-01-01", endOn: "2027-12-31" });
    expect(renewalOn({ ...year, ...term }, "2026-12-01", "2026-11-30")).toBeNull();
  });

  it("adds short terms until the end is more than 30 days away", () => {
    const week: Renewable = { startOn: "2026-06-01", termStartOn: null, endOn: "2026-06-07" };
    expect(renewalOn(week, "2026-06-01", "2026-06-01")).toEqual({
      termStartOn: "2026-06-29",
      endOn: "2026-07-05",
    });
    expect(
      renewalOn({ ...week, endOn: "2026-07-05", termStartOn: "2026-06-29" }, "2026-06-05", "2026-06-04"),
    ).toEqual({
      termStartOn: "2026-07-06",
      endOn: "2026-07-12",
    });
  });

  it("never reaches beyond the years that can be billed", () => {
    expect(
      renewalOn({ ...year, startOn: "2099-01-01", endOn: "2099-12-31" }, "2099-12-15", "2099-12-14"),
    ).toBeNull();
    const last = { ...year, startOn: "2098-01-01", endOn: "2098-12-31" };
    expect(renewalOn(last, "2098-12-15", "2098-12-14")?.endOn).toBe("2099-12-31");
  });
});

describe("the planned renewal", () => {
  const year: Renewable = { startOn: "2026-01-01", termStartOn: null, endOn: "2026-12-31" };

  it.each([
    ["2026-06-01", { renewsOn: "2026-12-01", throughOn: "2027-12-31" }],
    ["2026-12-01", { renewsOn: "2026-12-02", throughOn: "2027-12-31" }],
    ["2026-12-31", { renewsOn: "2027-01-01", throughOn: "2027-12-31" }],
    ["2027-01-01", null],
  ])("as seen on %s: %o", (on, expected) => {
    expect(plannedRenewal(year, on)).toEqual(expected);
  });

  it("is that of a single day, too", () => {
    const oneDay = { ...year, startOn: "2026-06-01", endOn: "2026-06-01" };
    expect(plannedRenewal(oneDay, "2026-05-01")).toEqual({ renewsOn: "2026-05-02", throughOn: "2026-06-02" });
  });

  it("is none for dates that are no term", () => {
    expect(plannedRenewal({ ...year, endOn: "2025-12-31" }, "2025-06-01")).toBeNull();
  });
});
