import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { BillingFault } from "./billing-fault";
import type { ContractTerms } from "./billing-period";
import { type PostedCharge, postedPeriods } from "./posted-periods";

const day = (text: string) => Temporal.PlainDate.from(`2026-${text}`);

const contract: ContractTerms = {
  billingCycle: "monthly",
  alignment: "calendar",
  anchorDay: null,
  startOn: day("06-01"),
  endOn: null,
  issueInvoiceOn: "start",
};

const charge = (
  amount: number,
  effectiveOn: string | null = null,
  [from, to]: [string, string] = ["06-01", "06-30"],
  kind: PostedCharge["kind"] = null,
): PostedCharge => ({
  periodStartOn: day(from),
  periodEndOn: day(to),
  amountMinor: BigInt(amount),
  kind,
  effectiveOn: effectiveOn === null ? null : day(effectiveOn),
  postedAt: null,
});

/** Each period in short: what of it is regular and on which days, its prorations, and what stands of all. */
function summaries(...posted: PostedCharge[]) {
  return [...postedPeriods(contract, posted)].map(([key, period]) => ({
    key,
    regular:
      period.regular &&
      `${period.regular.amountMinor} ${period.regular.range.from}/${period.regular.range.until}`,
    days: `${period.range.from}/${period.range.until}`,
    prorations: Object.fromEntries(period.prorations),
    hasZero: period.hasZeroRegular,
    balance: period.balanceMinor,
  }));
}

function faultOf(...posted: PostedCharge[]): Partial<BillingFault> | null {
  try {
    postedPeriods(contract, posted);
    return null;
  } catch (error) {
    const { code, path, reason } = error as BillingFault;
    return { code, path, reason };
  }
}

describe("what is posted for a period", () => {
  it("sums by kind, told by the effective date where none is given", () => {
    expect(
      summaries(
        charge(10_000),
        charge(700, "06-10"),
        charge(-200, "06-10"),
        charge(5, "06-01"),
        charge(-50, null, ["06-01", "06-30"], "manual"),
        charge(8_000, null, ["07-01", "07-31"]),
      ),
    ).toEqual([
      {
        key: "2026-06-01",
        regular: "10005 2026-06-01/2026-07-01",
        days: "2026-06-01/2026-07-01",
        prorations: { "2026-06-10": 500n },
        hasZero: false,
        balance: 10_455n,
      },
      {
        key: "2026-07-01",
        regular: "8000 2026-07-01/2026-08-01",
        days: "2026-07-01/2026-08-01",
        prorations: {},
        hasZero: false,
        balance: 8_000n,
      },
    ]);
  });

  it("goodwill alone covers no days; a regular charge of nothing is known, and stands for nothing", () => {
    expect(summaries(charge(-50, null, ["06-01", "06-30"], "manual"))).toMatchObject([
      { regular: null, days: "2026-06-01/2026-06-01", balance: -50n, hasZero: false },
    ]);
    expect(summaries(charge(0))).toMatchObject([
      { regular: null, days: "2026-06-01/2026-07-01", hasZero: true },
    ]);
  });

  it("is as new as the last of its charges, manual ones apart, and of no known time where that of one is not known", () => {
    const [early, late] = ["2026-06-01T08:00:00Z", "2026-06-02T08:00:00Z"] as const;
    const lastPostedAt = (...charges: [PostedCharge, string | null][]) => {
      const posted = charges.map(([one, at]) => ({
        ...one,
        postedAt: at === null ? null : Temporal.Instant.from(at),
      }));
      return postedPeriods(contract, posted).get("2026-06-01")!.lastPostedAt?.toString() ?? null;
    };
    const goodwill = charge(-50, null, ["06-01", "06-30"], "manual");
    expect(lastPostedAt([charge(1), early], [charge(5, "06-10"), late])).toBe(late);
    expect(lastPostedAt([charge(1), late], [charge(5, "06-10"), early])).toBe(late);
    expect(lastPostedAt([charge(1), early], [goodwill, late])).toBe(early);
    expect(lastPostedAt([charge(1), null], [charge(5, "06-10"), late])).toBeNull();
    expect(lastPostedAt([charge(1), late], [charge(5, "06-10"), null])).toBeNull();
    expect(lastPostedAt([goodwill, late])).toBeNull();
  });

  it("has a regular charge as new as the last part of it that stands, whatever was prorated later", () => {
    const at = (text: string) => Temporal.Instant.from(text);
    const [early, late] = [at("2026-06-01T08:00:00Z"), at("2026-06-02T08:00:00Z")];
    const regularAt = (...posted: PostedCharge[]) =>
      postedPeriods(contract, posted).get("2026-06-01")!.regular!.postedAt?.toString() ?? null;
    const parts = [charge(3_000, null, ["06-01", "06-09"]), charge(7_000, null, ["06-10", "06-30"])] as const;
    const posted = (one: PostedCharge, postedAt: Temporal.Instant | null) => ({ ...one, postedAt });
    expect(regularAt(posted(charge(1), early), posted(charge(5, "06-10"), late))).toBe(`${early}`);
    expect(regularAt(posted(charge(1), early), posted(charge(2), late))).toBe(`${late}`);
    expect(regularAt(posted(charge(1), late), posted(charge(2), early))).toBe(`${late}`);
    expect(regularAt(posted(charge(1), late), posted(charge(2), null))).toBeNull();
    expect(regularAt(posted(parts[0], late), posted(parts[1], early))).toBe(`${late}`);
    expect(regularAt(posted(parts[0], null), posted(parts[1], early))).toBeNull();
  });

  it("parts of a period stand side by side, and a mirror leaves nothing", () => {
    const parts = [charge(3_000, null, ["06-01", "06-09"]), charge(7_000, null, ["06-10", "06-30"])];
    expect(summaries(...parts)).toMatchObject([{ regular: "10000 2026-06-01/2026-07-01" }]);
    expect(summaries(parts[1]!, charge(-7_000, null, ["06-10", "06-30"]))).toMatchObject([
      { regular: null, balance: 0n },
    ]);
  });
});

describe("what cannot stand", () => {
  it("a charge beyond its period", () => {
    expect(faultOf(charge(1), charge(1, null, ["06-10", "07-01"]))).toEqual({
      code: "posted-outside-periods",
      path: "posted.1.periodEndOn",
      reason: "no period of the contract holds it: the period of 2026-06-10 ends before 2026-07-01",
    });
    expect(faultOf(charge(1, null, ["06-10", "06-30"]))).toBeNull();
  });

  it("regular charges that share days", () => {
    const parts = [charge(3_000, null, ["06-01", "06-10"]), charge(7_000, null, ["06-10", "06-30"])];
    expect(faultOf(...parts)).toEqual({
      code: "overlapping-postings",
      path: "posted.1.periodStartOn",
      reason: "its days overlap those of posted.0",
    });
  });

  it("more than 15 charges of one period and date", () => {
    const many = (count: number) => Array.from({ length: count }, () => charge(1, "06-10"));
    expect(faultOf(...many(15), charge(1, "06-11"), charge(1))).toBeNull();
    expect(faultOf(...many(16))).toEqual({
      code: "too-many-revisions",
      path: "posted.15",
      reason: "more than 15 charges for one period and effective date",
    });
  });
});
