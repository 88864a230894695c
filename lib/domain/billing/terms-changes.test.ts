import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type Case, inputOf, june } from "./billing-input.fixture";
import { type BillingInput, type BillingItem, billingItems } from "./billing-items";
import { conservationGaps } from "./conservation";
import type { CountTerms } from "./line-account";
import { formatAmount } from "./money";
import { PreviewInput } from "./preview-input";

const usual: CountTerms = {
  rounding: "none",
  minimum: null,
  included: null,
  maximum: null,
  prorateIncreases: "daily",
  prorateDecreases: "daily",
};

function withTerms(given: Case, effectiveOn: string, changed: Partial<CountTerms>): BillingInput {
  const input: BillingInput = PreviewInput.parse(inputOf(given));
  const change = {
    ...usual,
    ...changed,
    effectiveOn: Temporal.PlainDate.from(effectiveOn),
    recordedAt: Temporal.Instant.from(`${effectiveOn}T12:00:00Z`),
  };
  return { ...input, line: { ...input.line, termsChanges: [change] } };
}

function rowOf({ kind, effectiveOn, amountMinor }: BillingItem): string {
  return `${kind} ${effectiveOn}: ${formatAmount(amountMinor, "USD")}`;
}

function rowsWithTerms(given: Case, effectiveOn: string, changed: Partial<CountTerms>): string[] {
  return billingItems(withTerms(given, effectiveOn, changed)).map(rowOf);
}

describe("terms that change from a day on", () => {
  const given: Case = {
    units: [["2026-06-01", "3"]],
    prices: [["2026-06-01", "10.00"]],
    posted: [june("30.00")],
    window: ["2026-06-01", "2026-07-01"],
  };

  it("are prorated from their day, and leave the days before as they were", () => {
    expect(rowsWithTerms(given, "2026-06-10", { minimum: 50_000n })).toEqual([
      "proration 2026-06-10: 14.00",
      "regular 2026-07-01: 50.00",
    ]);
  });

  it("wait for the next period where increases do", () => {
    const waiting = { minimum: 50_000n, prorateIncreases: "next-period" } as const;
    expect(rowsWithTerms(given, "2026-06-10", waiting)).toEqual(["regular 2026-07-01: 50.00"]);
  });

  it("of proration never touch what was posted under the earlier ones", () => {
    const units = [
      ["2026-06-01", "10"],
      ["2026-06-10", "11"],
      ["2026-06-20", "10"],
    ] as const;
    const posted = [june("100.00"), june("7.00", "2026-06-10"), june("-3.67", "2026-06-20")];
    const changed = rowsWithTerms({ ...given, units, posted }, "2026-06-25", { prorateDecreases: "none" });
    expect(changed).toEqual(["regular 2026-07-01: 100.00"]);
  });

  it("decide over the changes of their own days only", () => {
    const units = [
      ["2026-06-01", "10"],
      ["2026-06-10", "8"],
      ["2026-06-25", "6"],
    ] as const;
    const changed = rowsWithTerms({ ...given, units, posted: [june("100.00")] }, "2026-06-20", {
      prorateDecreases: "none",
    });
    expect(changed).toEqual(["proration 2026-06-10: -14.00", "regular 2026-07-01: 60.00"]);
  });

  const dropThenPrice = {
    units: [
      ["2026-06-01", "10"],
      ["2026-06-10", "8"],
    ],
    prices: [
      ["2026-06-01", "10.00"],
      ["2026-06-20", "20.00"],
    ],
  } satisfies Pick<Case, "units" | "prices">;

  // Eight units at 10.00 to 19 June and at 20.00 from then on are 109.33, ten are 136.67: a price of 20 June is no count.
  it.each<[CountTerms["prorateDecreases"], CountTerms["prorateDecreases"], string[]]>([
    ["none", "daily", ["regular 2026-06-01: 80.00", "proration 2026-06-20: 29.33"]],
    ["none", "next-period", ["regular 2026-06-01: 80.00", "proration 2026-06-20: 29.33"]],
    ["next-period", "daily", ["regular 2026-06-01: 100.00", "proration 2026-06-20: 36.67"]],
    ["next-period", "none", ["regular 2026-06-01: 100.00", "proration 2026-06-20: 36.67"]],
    [
      "daily",
      "none",
      ["regular 2026-06-01: 100.00", "proration 2026-06-10: -14.00", "proration 2026-06-20: 29.33"],
    ],
  ])(
    "from %s to %s: a later price moves no units that were counted before",
    (prorateDecreases, changed, june) => {
      const priced: Case = {
        line: { prorateDecreases },
        ...dropThenPrice,
        window: ["2026-06-01", "2026-06-30"],
      };
      const input = withTerms(priced, "2026-06-15", { prorateDecreases: changed });
      const items = billingItems(input);
      expect(items.map(rowOf)).toEqual(june);
      expect(conservationGaps(input, items, input.window.toOn)).toEqual([]);
    },
  );

  it.each(["none", "next-period"] as const)(
    "from %s to daily: nor in a posted period",
    (prorateDecreases) => {
      const posted: Case = {
        line: { prorateDecreases },
        ...dropThenPrice,
        posted: [june("100.00")],
        window: ["2026-06-01", "2026-07-01"],
      };
      expect(rowsWithTerms(posted, "2026-06-15", {})).toEqual([
        "proration 2026-06-20: 36.67",
        "regular 2026-07-01: 160.00",
      ]);
    },
  );
});
