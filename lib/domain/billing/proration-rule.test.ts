import { describe, expect, it } from "vitest";
import { inputOf, june } from "./billing-input.fixture";
import { previewBilling } from "./preview";
import { PRORATION_RULE } from "./proration-rule";

describe("the sentence on every invoice", () => {
  it("is what is billed: the effective day is included, and days are a share of the period's", () => {
    const { items } = previewBilling(
      inputOf({
        units: [
          ["2026-06-01", "10"],
          ["2026-06-30", "13"],
        ],
        prices: [["2026-06-01", "10.00"]],
        posted: [june("100.00")],
        window: ["2026-06-01", "2026-06-30"],
      }),
    );
    expect(items).toMatchObject([{ effectiveOn: "2026-06-30", days: 1, amount: "1.00" }]);
    expect(items[0]?.explanation).toContain("3 × 10.00 × 1 of 30 days");
    expect(PRORATION_RULE).toContain("including their effective day");
    expect(PRORATION_RULE).toContain("units × price × days ÷ days of the period");
  });
});
