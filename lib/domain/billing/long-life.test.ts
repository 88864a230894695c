import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { inputOf } from "./billing-input.fixture";
import { type BillingInput, billingItems } from "./billing-items";
import { chargesOf } from "./ledger.fixture";
import { PreviewInput } from "./preview-input";

const FIRST = Temporal.PlainDate.from("2024-01-31");
const CHANGES = 200;
const DAYS = 730;

/** Two years of changes, by a rule that repeats neither its days nor its counts. */
const changes = Array.from({ length: CHANGES }, (_, order) => ({
  effectiveOn: FIRST.add({ days: Math.floor((order * DAYS) / CHANGES) }),
  units: `${3 + ((order * 7) % 23)}.${(order * 37) % 10}`,
}));

function life(issueInvoiceOn: "start" | "end", known: number): BillingInput {
  return PreviewInput.parse(
    inputOf({
      contract: { alignment: "contract-start", startOn: "2024-01-31", endOn: "2026-01-30", issueInvoiceOn },
      units: changes.slice(0, known).map((change) => [change.effectiveOn.toString(), change.units]),
      prices: [["2024-01-31", "33.33"]],
      window: ["2024-01-31", "2026-12-31"],
    }),
  );
}

function sumsByPeriod(charges: readonly { periodStartOn: Temporal.PlainDate; amountMinor: bigint }[]) {
  const sums: Record<string, bigint> = {};
  for (const { periodStartOn, amountMinor } of charges) {
    const period = periodStartOn.toString();
    sums[period] = (sums[period] ?? 0n) + amountMinor;
  }
  return sums;
}

describe("a life of two years with 200 changes, from the 31st", { timeout: 300_000 }, () => {
  const inArrears = billingItems(life("end", CHANGES));

  it("has 24 periods in arrears, each one item", () => {
    expect(inArrears.map((item) => item.kind)).toEqual(Array.from({ length: 24 }, () => "regular"));
  });

  it("posted as it goes equals the sum in arrears to the cent, in every period", () => {
    let posted: BillingInput["posted"] = [];
    for (const [order, change] of changes.entries()) {
      if (order % 3 !== 0) continue;
      const input = life("start", order + 1);
      const window = { ...input.window, toOn: change.effectiveOn };
      posted = [...posted, ...chargesOf(input, billingItems({ ...input, posted, window }))];
    }
    const complete = { ...life("start", CHANGES), posted };
    posted = [...posted, ...chargesOf(complete, billingItems(complete))];
    expect(posted.length).toBeGreaterThan(CHANGES);
    expect(sumsByPeriod(posted)).toEqual(sumsByPeriod(inArrears));
    expect(billingItems({ ...complete, posted })).toEqual([]);
  });

  it("found all at once equals it too", () => {
    expect(sumsByPeriod(billingItems(life("start", CHANGES)))).toEqual(sumsByPeriod(inArrears));
  });
});
