import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Case, inputOf, june } from "./billing-input.fixture";
import { type BillingInput, billingItems } from "./billing-items";
import { conservationGaps } from "./conservation";
import { ALL_TROUBLES, lived, lives, postAll, RUNS, RUNS_TIMEOUT_MS } from "./ledger.fixture";
import { PreviewInput } from "./preview-input";

/** Entries of 0.00 where units or price truly are zero, by setting (proration.md R27). */
const until = (toOn: string) => ["2026-06-01", toOn] as const;

function zeroRows(given: Case): string[] {
  const items = billingItems({ ...PreviewInput.parse(inputOf(given)), listsZeroItems: true });
  return items.map(({ kind, effectiveOn, amountMinor, explanation }) =>
    [kind, effectiveOn, amountMinor, explanation].join(" | "),
  );
}

const FREE: Case = {
  units: [["2026-06-01", "0"]],
  prices: [["2026-06-01", "10.00"]],
  window: until("2026-06-30"),
};

describe("items of 0.00", () => {
  it.each<[string, Case, string[]]>([
    ["of no units", FREE, ["regular | 2026-06-01 | 0 | 0 units at 10.00, 1 to 30 June 2026: 0.00"]],
    [
      "of no price",
      { ...FREE, units: [["2026-06-01", "3"]], prices: [["2026-06-01", "0"]] },
      ["regular | 2026-06-01 | 0 | 3 units at 0.00, 1 to 30 June 2026: 0.00"],
    ],
    [
      "of units that are all included",
      { ...FREE, units: [["2026-06-01", "3"]], line: { included: "5" } },
      ["regular | 2026-06-01 | 0 | 0 units at 10.00, 1 to 30 June 2026: 0.00"],
    ],
    [
      "beside a later change",
      { ...FREE, units: [...FREE.units, ["2026-06-10", "1"]] },
      [
        "regular | 2026-06-01 | 0 | 0 units at 10.00, 1 to 30 June 2026: 0.00",
        "proration | 2026-06-10 | 700 | +1 unit from 10 June 2026 (1 instead of 0): 1 × 10.00 × 21 of 30 days = 7.00",
      ],
    ],
    [
      "in arrears",
      { ...FREE, contract: { issueInvoiceOn: "end" } },
      ["regular | 2026-06-01 | 0 | 0 units at 10.00, 1 to 30 June 2026: 0.00"],
    ],
  ])("are listed: %s", (_, given, expected) => {
    expect(zeroRows(given)).toEqual(expected);
  });

  it.each<[string, Case]>([
    ["are not listed again once posted", { ...FREE, posted: [june("0.00")] }],
    ["are not those of nothing counted yet", { ...FREE, units: [["2026-07-01", "0"]] }],
    ["are not those that only round to nothing", { ...FREE, units: [["2026-06-01", "0.0001"]] }],
    [
      "are not those of a period without days",
      { ...FREE, line: { endOn: "2026-06-30" }, window: ["2026-07-01", "2026-07-31"] },
    ],
  ])("%s", (_, given) => {
    expect(zeroRows({ contract: { startOn: "2026-06-01" }, ...given })).toEqual([]);
  });

  it("are no items unless the setting says so", () => {
    expect(billingItems(PreviewInput.parse(inputOf(FREE)))).toEqual([]);
  });

  it("come whole once there is something to bill", () => {
    const counted: Case = { ...FREE, units: [["2026-06-01", "2"]], posted: [june("0.00")] };
    expect(zeroRows(counted)).toEqual([
      "regular | 2026-06-01 | 2000 | 2 units, 1 to 30 June 2026: 2 × 10.00 = 20.00",
    ]);
  });

  it("move nothing else, conserve, and come once", { timeout: RUNS_TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(lives({ prorations: ["daily", "next-period"], troubles: ALL_TROUBLES }), (life) => {
        const input: BillingInput = { ...lived(life), listsZeroItems: true };
        const items = billingItems(input);
        const rest = items.filter(({ amountMinor }) => amountMinor !== 0n);
        expect(rest).toEqual(billingItems({ ...input, listsZeroItems: false }));
        expect(conservationGaps(input, items, input.window.toOn)).toEqual([]);
        expect(billingItems(postAll(input))).toEqual([]);
      }),
      RUNS,
    );
  });
});
