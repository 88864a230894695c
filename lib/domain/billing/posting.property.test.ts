import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { type BillingInput, type BillingItem, billingItems, itemKey } from "./billing-items";
import { isBefore } from "./calendar";
import { ALL_TROUBLES, chargesOf, type Life, lifeDays, lived, lives, postAll, RUNS } from "./ledger.fixture";

/** What stands in review of an item; how much of it is due and posted is worked out anew each time. */
function stored(items: readonly BillingItem[]): string[] {
  return items.map(
    (item) =>
      `${itemKey(item)} ${item.periodEndOn} ${item.invoiceOn} ${item.units} ${item.previousUnits} ${item.unitPrice} ` +
      `${item.previousUnitPrice} ${item.days}/${item.periodDays} ${item.amountMinor} ${item.explanation}`,
  );
}

const overlap = (a: BillingItem, b: BillingItem) =>
  !isBefore(a.periodEndOn, b.periodStartOn) && !isBefore(b.periodEndOn, a.periodStartOn);

/** Posts some items; answers what is left of them beside what projecting anew yields, or null where none was chosen. */
function postSome(input: BillingInput, isChosen: (item: BillingItem, position: number) => boolean) {
  const items = billingItems(input);
  const chosen = items.filter(isChosen);
  if (chosen.length === 0) return null;
  const left = items.filter((item) => !chosen.includes(item));
  const after = billingItems({ ...input, posted: [...input.posted, ...chargesOf(input, chosen)] });
  return { chosen, left, after };
}

it("leaves the items of other periods as they are when every item of a posted period is posted", () => {
  fc.assert(
    fc.property(lives({ troubles: ALL_TROUBLES }), lifeDays, fc.nat({ max: 3 }), (life, dayOf, every) => {
      const input = lived(life);
      const on = dayOf(input);
      const some = postSome(input, (item, position) =>
        every === 0 ? !isBefore(on, item.invoiceOn) : position % every === 0,
      );
      if (some === null || some.left.some((item) => some.chosen.some((posted) => overlap(item, posted))))
        return;
      expect(stored(some.after)).toEqual(stored(some.left));
    }),
    RUNS,
  );
});

it("leaves nothing where a fresh price and its way back would cancel each other out", () => {
  // Found by invariant 6 in 25,348 lives: the posted week was listed again, as -0.33 and 0.33.
  const day = (text: string) => Temporal.PlainDate.from(text);
  const line = {
    prorateIncreases: "next-period",
    prorateDecreases: "daily",
    included: null,
    maximum: null,
  } as const;
  const price = (on: string, value: bigint) => ({ kind: "price", effectiveOn: day(on), value }) as const;
  const unlimited = { ...line, prorateIncreases: "daily", rounding: "none", minimum: null } as const;
  const contract = { billingCycle: "weekly", alignment: "contract-start", issueInvoiceOn: "start" } as const;
  const startOn = day("2024-02-08");
  const life: Life = {
    input: {
      currency: "USD",
      contract: { ...contract, startOn, endOn: null, anchorDay: null },
      line: { ...line, rounding: "none", minimum: 10_000n, startOn, endOn: null, units: [], prices: [] },
      posted: [],
      window: { fromOn: startOn, toOn: day("2024-03-27") },
      asOf: null,
    },
    happenings: [
      { happening: price("2024-02-08", 33_333_333n), posting: null },
      { happening: { kind: "units", effectiveOn: startOn, value: 0n }, posting: null },
      { happening: price("2024-03-01", 33_333_333n), posting: { upTo: day("2024-03-07"), every: 1 } },
      { happening: price("2024-02-09", 0n), posting: null },
      { happening: { kind: "terms", effectiveOn: day("2024-03-02"), terms: unlimited }, posting: null },
      {
        happening: { kind: "units", effectiveOn: day("2024-03-01"), value: 20_000n },
        posting: { upTo: day("2024-03-02"), every: 1 },
      },
    ],
  };
  const input = lived(life);
  expect(billingItems(input).map(({ effectiveOn, amountMinor }) => `${effectiveOn} ${amountMinor}`)).toEqual([
    "2024-03-02 24",
    "2024-03-02 33",
    "2024-03-07 34",
    "2024-03-14 67",
    "2024-03-21 67",
  ]);
  expect(billingItems(postAll(input))).toEqual([]);
});
