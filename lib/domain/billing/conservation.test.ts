import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type Case, inputOf, june, posted } from "./billing-input.fixture";
import { billingItems } from "./billing-items";
import { conservationGaps } from "./conservation";
import { PreviewInput } from "./preview-input";

const day = (text: string) => Temporal.PlainDate.from(text);
const throughOn = day("2026-06-30");

const given: Case = {
  units: [
    ["2026-06-01", "10"],
    ["2026-06-10", "11"],
    ["2026-06-20", "12"],
    ["2026-06-10", "15", "2026-06-25T12:00:00Z"],
  ],
  prices: [["2026-06-01", "10.00"]],
  window: ["2026-06-01", "2026-06-30"],
};

function ledger(more: Partial<Case> = {}) {
  return PreviewInput.parse(inputOf({ ...given, ...more }));
}

/** Nothing stands in review: what June is entitled to is missing. */
function missingOfJune(input: ReturnType<typeof ledger>): bigint {
  const [gap, ...others] = conservationGaps(input, [], throughOn);
  expect(others).toEqual([]);
  return gap!.entitlementMinor;
}

describe("the day-by-day entitlement", () => {
  it("of the design's correction is 124.00", () => {
    expect(missingOfJune(ledger())).toBe(12_400n);
  });

  it.each<[string, Partial<Case>, bigint]>([
    ["ends with the line, its last day included", { line: { endOn: "2026-06-09" } }, 3_000n],
    ["takes included units off", { line: { included: "10" } }, 2_400n],
    ["leaves waiting increases to the next period", { line: { prorateIncreases: "next-period" } }, 10_000n],
    ["moves a period as a whole", { line: { prorateIncreases: "none", prorateDecreases: "none" } }, 12_000n],
    ["is in yen", { currency: "JPY", prices: [["2026-06-01", "10"]] }, 124n],
  ])("%s", (_, more, minor) => {
    expect(missingOfJune(ledger(more))).toBe(minor);
  });
});

describe("entitlement + manual + cap cuts = posted + in review", () => {
  it("holds with everything in review, or posted", () => {
    const input = ledger();
    expect(conservationGaps(input, billingItems(input), throughOn)).toEqual([]);
    const wholly = ledger({ posted: [june("124.00")] });
    expect(conservationGaps(wholly, [], throughOn)).toEqual([]);
  });

  it("names period and amount where an item is missing, or stands twice", () => {
    const input = ledger({ posted: [june("100.00")] });
    const items = billingItems(input);
    expect(conservationGaps(input, items.slice(1), throughOn)).toMatchObject([
      { entitlementMinor: 12_400n, postedMinor: 10_000n, inReviewMinor: -1_100n, gapMinor: 3_500n },
    ]);
    const [gap] = conservationGaps(input, [...items, ...items], throughOn);
    expect(gap).toMatchObject({ gapMinor: -2_400n });
    expect(gap?.periodStartOn.toString()).toBe("2026-06-01");
    expect(gap?.periodEndOn.toString()).toBe("2026-06-30");
  });

  it("counts goodwill beside the entitlement, and what the cap cut", () => {
    const manual = { ...june("-70.00"), kind: "manual" as const };
    const input = ledger({ line: { endOn: "2026-06-09" }, posted: [june("100.00"), manual] });
    const items = billingItems(input);
    expect(items.map((item) => item.amountMinor)).toEqual([-3_000n]);
    expect(conservationGaps(input, items, throughOn)).toEqual([]);
    expect(conservationGaps(input, [], throughOn)).toMatchObject([
      {
        entitlementMinor: 3_000n,
        manualMinor: -7_000n,
        cutMinor: 4_000n,
        postedMinor: 3_000n,
        gapMinor: -3_000n,
      },
    ]);
  });

  it("looks at periods that have ended, from the first served or posted one", () => {
    const early = ledger({ posted: [posted("2026-05-01", "2026-05-31", "5.00")] });
    expect(conservationGaps(early, billingItems(ledger()), throughOn)).toMatchObject([{ gapMinor: -500n }]);
    expect(conservationGaps(ledger(), [], day("2026-06-29"))).toEqual([]);
  });
});
