import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type Case, inputOf, june } from "./billing-input.fixture";
import { type BillingInput, billingItems } from "./billing-items";
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

function rowsWithTerms(given: Case, effectiveOn: string, changed: Partial<CountTerms>): string[] {
  const input: BillingInput = PreviewInput.parse(inputOf(given));
  const change = {
    ...usual,
    ...changed,
    effectiveOn: Temporal.PlainDate.from(effectiveOn),
    recordedAt: Temporal.Instant.from(`${effectiveOn}T12:00:00Z`),
  };
  const items = billingItems({ ...input, line: { ...input.line, termsChanges: [change] } });
  return items.map(
    ({ kind, effectiveOn, amountMinor }) => `${kind} ${effectiveOn}: ${formatAmount(amountMinor, "USD")}`,
  );
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
});
