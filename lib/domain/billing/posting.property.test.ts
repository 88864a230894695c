import fc from "fast-check";
import { expect, it } from "vitest";
import { type BillingInput, type BillingItem, billingItems, itemKey } from "./billing-items";
import { isBefore } from "./calendar";
import { ALL_TROUBLES, chargesOf, lifeDays, lived, lives, RUNS } from "./ledger.fixture";

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
