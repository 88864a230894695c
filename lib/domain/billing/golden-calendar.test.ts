import { describe, expect, it } from "vitest";
import { type Case, inputOf, june, posted, rows } from "./billing-input.fixture";
import { billingItems } from "./billing-items";
import { PreviewInput } from "./preview-input";

/** One unit more within a posted period that an anchor, a leap day or New Year gives an unusual length; shares by hand. */
type Change = {
  at: Partial<PreviewInput["contract"]>;
  price: string;
  period: [string, string];
  from: string;
};

function itemOf({ at, price, period, from }: Change): string[] {
  const [startOn, endOn] = period;
  const given: Case = {
    contract: { startOn, ...at },
    units: [
      [startOn, "1"],
      [from, "2"],
    ],
    prices: [[startOn, price]],
    posted: [posted(startOn, endOn, price)],
    window: [startOn, endOn],
  };
  return rows(given);
}

describe("one unit more, to the cent", () => {
  const anchored = { alignment: "contract-start" } as const;
  it.each<[string, Change, string]>([
    [
      "from the 31st in a common year, the February of 28 days: 14 of 28",
      { at: { ...anchored }, price: "10.00", period: ["2026-01-31", "2026-02-27"], from: "2026-02-14" },
      "5.00",
    ],
    [
      "and its March: 16 of 31",
      {
        at: { ...anchored, startOn: "2026-01-31" },
        price: "10.00",
        period: ["2026-02-28", "2026-03-30"],
        from: "2026-03-15",
      },
      "5.16",
    ],
    [
      "and its April, which begins on the 31st again: 15 of 30",
      {
        at: { ...anchored, startOn: "2026-01-31" },
        price: "10.00",
        period: ["2026-03-31", "2026-04-29"],
        from: "2026-04-15",
      },
      "5.00",
    ],
    [
      "from the 31st in a leap year, the February of 29 days: 14 of 29",
      { at: { ...anchored }, price: "10.00", period: ["2024-01-31", "2024-02-28"], from: "2024-02-15" },
      "4.83",
    ],
    [
      "and its March, which begins on the leap day: 16 of 31",
      {
        at: { ...anchored, startOn: "2024-01-31" },
        price: "10.00",
        period: ["2024-02-29", "2024-03-30"],
        from: "2024-03-15",
      },
      "5.16",
    ],
    [
      "a calendar week over New Year: 4 of 7",
      {
        at: { billingCycle: "weekly" },
        price: "10.00",
        period: ["2025-12-29", "2026-01-04"],
        from: "2026-01-01",
      },
      "5.71",
    ],
    [
      "a week from Wednesday over New Year: 6 of 7",
      {
        at: { ...anchored, billingCycle: "weekly" },
        price: "10.00",
        period: ["2025-12-31", "2026-01-06"],
        from: "2026-01-01",
      },
      "8.57",
    ],
    [
      "a quarter with a leap day, from that day: 32 of 91",
      {
        at: { billingCycle: "quarterly" },
        price: "300.00",
        period: ["2024-01-01", "2024-03-31"],
        from: "2024-02-29",
      },
      "105.49",
    ],
    [
      "a quarter from 30 November to the leap day: 28 of 91",
      {
        at: { ...anchored, billingCycle: "quarterly" },
        price: "300.00",
        period: ["2023-11-30", "2024-02-28"],
        from: "2024-02-01",
      },
      "92.31",
    ],
    [
      "a leap year: 184 of 366",
      {
        at: { billingCycle: "yearly" },
        price: "1200.00",
        period: ["2024-01-01", "2024-12-31"],
        from: "2024-07-01",
      },
      "603.28",
    ],
    [
      "a year from a leap day: 27 of 365",
      {
        at: { ...anchored, billingCycle: "yearly" },
        price: "1200.00",
        period: ["2024-02-29", "2025-02-27"],
        from: "2025-02-01",
      },
      "88.77",
    ],
  ])("%s", (_, change, amount) => {
    const [first] = change.period;
    expect(itemOf(change)).toEqual([`proration ${first} from ${change.from}: ${amount}`]);
  });
});

it("10 to 11 units and 10.00 to 12.00 on 10 June: one item of 22.40, 14.00 for the price and 8.40 for the unit", () => {
  const given = inputOf({
    units: [
      ["2026-06-01", "10"],
      ["2026-06-10", "11"],
    ],
    prices: [
      ["2026-06-01", "10.00"],
      ["2026-06-10", "12.00"],
    ],
    posted: [june("100.00")],
    window: ["2026-06-01", "2026-06-30"],
  });
  const [item, ...others] = billingItems(PreviewInput.parse(given));
  expect(others).toEqual([]);
  expect(item?.amountMinor).toBe(2_240n);
  expect(item?.parts.map((part) => part.amountMinor)).toEqual([1_400n, 840n]);
});
