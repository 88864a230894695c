import { describe, expect, it } from "vitest";
import { inputOf, posted, rowOf } from "./billing-input.fixture";
import { previewBilling, tryPreview } from "./preview";

describe("the example printed in the design", () => {
  const example = inputOf({
    contract: { alignment: "contract-start", startOn: "2026-01-17" },
    units: [["2026-01-17", "10"]],
    prices: [["2026-01-17", "10.00"]],
    posted: [posted("2026-01-17", "2026-02-16", "100.00")],
    window: ["2026-01-01", "2026-06-30"],
  });

  it("bills five periods of 100.00", () => {
    const { items, total } = previewBilling(example);
    expect(items.map(rowOf)).toEqual([
      "regular 2026-02-17: 100.00",
      "regular 2026-03-17: 100.00",
      "regular 2026-04-17: 100.00",
      "regular 2026-05-17: 100.00",
      "regular 2026-06-17: 100.00",
    ]);
    expect(total).toBe("500.00");
  });

  it("gives each item the printed shape", () => {
    expect(previewBilling(example).items[0]).toEqual({
      kind: "regular",
      periodStartOn: "2026-02-17",
      periodEndOn: "2026-03-16",
      effectiveOn: "2026-02-17",
      units: "10",
      previousUnits: null,
      unitPrice: "10.00",
      previousUnitPrice: null,
      days: 28,
      periodDays: 28,
      amount: "100.00",
      explanation: "10 units, 17 February to 16 March 2026: 10 × 10.00 = 100.00",
    });
  });

  it("answers an array with an array", () => {
    expect(previewBilling([example, example]).map((result) => result.total)).toEqual(["500.00", "500.00"]);
  });

  it("answers untrusted JSON the same, one input or several", () => {
    expect(tryPreview(example)).toEqual({ ok: true, result: previewBilling(example) });
    expect(tryPreview([example])).toEqual({ ok: true, result: previewBilling([example]) });
    expect(tryPreview([])).toEqual({ ok: true, result: [] });
  });

  it("has the price before a change as well", () => {
    const prices = [
      ...example.line.prices,
      { ...example.line.prices[0]!, effectiveOn: "2026-02-01", unitPrice: "12.00" },
    ];
    expect(previewBilling({ ...example, line: { ...example.line, prices } }).items[0]).toMatchObject({
      kind: "proration",
      unitPrice: "12.00",
      previousUnitPrice: "10.00",
      units: "10",
      previousUnits: "10",
    });
  });
});
