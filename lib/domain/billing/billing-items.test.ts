import { describe, expect, it } from "vitest";
import { BillingFault } from "./billing-fault";
import { type Case, inputOf, july, june, posted } from "./billing-input.fixture";
import { type BillingItem, billingItems, itemKey } from "./billing-items";
import { PreviewInput } from "./preview-input";

const ten: Case = {
  units: [["2026-06-01", "10"]],
  prices: [["2026-06-01", "10.00"]],
  window: ["2026-06-01", "2026-06-30"],
};

const items = (given: Case) => billingItems(PreviewInput.parse(inputOf(given)));

/** What of an item the amount is made of. */
function facts(given: Case) {
  return items(given).map((item: BillingItem) => ({
    key: itemKey(item),
    invoiceOn: item.invoiceOn.toString(),
    units: [item.previousUnits, item.units].map((units) => (units === null ? null : Number(units) / 10_000)),
    prices: [item.previousUnitPrice, item.unitPrice].map((price) =>
      price === null ? null : Number(price) / 1e8,
    ),
    days: `${item.days}/${item.periodDays}`,
    minor: [item.dueMinor, item.postedMinor, item.cutMinor, item.amountMinor].map(Number),
  }));
}

const first = { units: [null, 10], prices: [null, 10] };

describe("the facts of an item", () => {
  it("billed at the start: on its first day, for the days of its period", () => {
    expect(facts(ten)).toEqual([
      {
        ...first,
        key: "regular/2026-06-01/2026-06-01",
        invoiceOn: "2026-06-01",
        days: "30/30",
        minor: [10_000, 0, 0, 10_000],
      },
    ]);
  });

  it("billed at the end: on its last day, of a part-period by the days of the whole", () => {
    const late = {
      ...ten,
      units: [["2026-06-11", "10"]] as const,
      prices: [["2026-06-11", "10.00"]] as const,
    };
    expect(facts({ ...late, contract: { issueInvoiceOn: "end" } })).toEqual([
      {
        ...first,
        key: "regular/2026-06-11/2026-06-11",
        invoiceOn: "2026-06-30",
        days: "20/30",
        minor: [6_667, 0, 0, 6_667],
      },
    ]);
  });

  it("billed at the end: the units of its last day", () => {
    const changes = [
      ["2026-06-10", "12"],
      ["2026-06-20", "14"],
      ["2026-06-30", "9"],
    ] as const;
    const given: Case = { ...ten, contract: { issueInvoiceOn: "end" }, units: [...ten.units, ...changes] };
    expect(facts(given)).toMatchObject([{ units: [null, 9], minor: [11_967, 0, 0, 11_967] }]);
  });

  it("a change inside days that were posted in part is for these alone; the days after begin with it", () => {
    const units = [...ten.units, ["2026-06-10", "12"]] as const;
    const given: Case = { ...ten, units, posted: [posted("2026-06-01", "2026-06-20", "66.67")] };
    expect(facts(given).map(({ key, days, minor }) => [key, days, minor[3]])).toEqual([
      ["proration/2026-06-01/2026-06-10", "11/30", 733],
      ["proration/2026-06-01/2026-06-21", "10/30", 4_000],
    ]);
  });

  it("a change of a month that was billed at its end is due on its own day", () => {
    const units = [...ten.units, ["2026-06-10", "12"]] as const;
    const given: Case = { ...ten, contract: { issueInvoiceOn: "end" }, units, posted: [june("100.00")] };
    expect(facts(given)).toMatchObject([{ key: "proration/2026-06-01/2026-06-10", invoiceOn: "2026-06-10" }]);
  });

  it("a change of units and of the price, from its day on", () => {
    const units = [...ten.units, ["2026-06-10", "12"]] as const;
    const prices = [...ten.prices, ["2026-06-16", "11.00"]] as const;
    expect(facts({ ...ten, units, prices, posted: [june("100.00")] })).toEqual([
      {
        key: "proration/2026-06-01/2026-06-10",
        invoiceOn: "2026-06-10",
        units: [10, 12],
        prices: [10, 10],
        days: "21/30",
        minor: [1_400, 0, 0, 1_400],
      },
      {
        key: "proration/2026-06-01/2026-06-16",
        invoiceOn: "2026-06-16",
        units: [12, 12],
        prices: [10, 11],
        days: "15/30",
        minor: [600, 0, 0, 600],
      },
    ]);
  });

  it("an end: the price is the one that was billed", () => {
    const given = { ...ten, line: { endOn: "2026-06-20" }, posted: [june("100.00")] };
    expect(facts(given)).toEqual([
      {
        key: "proration/2026-06-01/2026-06-21",
        invoiceOn: "2026-06-21",
        units: [10, 0],
        prices: [10, 10],
        days: "10/30",
        minor: [-3_333, 0, 0, -3_333],
      },
    ]);
  });

  it("a beginning inside the period: the price is the one that is billed from then on", () => {
    const units = [["2026-06-11", "10"]] as const;
    const given = { ...ten, contract: { startOn: "2026-06-01" }, line: { startOn: "2026-06-01" }, units };
    expect(facts(given).map(({ key, units, prices, days }) => ({ key, units, prices, days }))).toEqual([
      { key: "proration/2026-06-01/2026-06-11", units: [0, 10], prices: [10, 10], days: "20/30" },
    ]);
  });

  it("a posted proration that nothing explains any longer is taken back", () => {
    expect(facts({ ...ten, posted: [june("100.00"), june("7.00", "2026-06-21")] })).toEqual([
      {
        key: "proration/2026-06-01/2026-06-21",
        invoiceOn: "2026-06-21",
        units: [10, 10],
        prices: [10, 10],
        days: "10/30",
        minor: [0, 700, 0, -700],
      },
    ]);
  });
});

describe("which items are listed", () => {
  it("prorations of a period that is no longer served are taken back", () => {
    const given: Case = {
      ...ten,
      contract: { startOn: "2026-05-01" },
      line: { startOn: "2026-05-01", endOn: "2026-05-31" },
      posted: [june("7.00", "2026-06-10"), june("1.00", "2026-06-20")],
    };
    expect(items(given).map((item) => `${itemKey(item)} ${item.amountMinor}`)).toEqual([
      "proration/2026-06-01/2026-06-10 -700",
      "proration/2026-06-01/2026-06-20 -100",
    ]);
  });

  it("periods in their order, posted ones of later months among them", () => {
    const units = [...ten.units, ["2026-06-16", "8"]] as const;
    const given: Case = {
      ...ten,
      units,
      posted: [july("100.00"), june("100.00")],
      window: ["2026-06-01", "2026-08-31"],
    };
    expect(items(given).map((item) => `${itemKey(item)} ${item.amountMinor}`)).toEqual([
      "proration/2026-06-01/2026-06-16 -1000",
      "proration/2026-07-01/2026-06-16 -2000",
      "regular/2026-08-01/2026-08-01 8000",
    ]);
  });

  it("one posted before anything was served is first", () => {
    const given: Case = { ...ten, posted: [posted("2026-05-01", "2026-05-31", "5.00")] };
    expect(items(given).map((item) => `${itemKey(item)} ${item.amountMinor}`)).toEqual([
      "proration/2026-05-01/2026-05-01 -500",
      "regular/2026-06-01/2026-06-01 10000",
    ]);
  });
});

describe("a billing fault", () => {
  it("names the field where one is to blame", () => {
    const fault = new BillingFault("conflicting-segments", "line.units.3", "another value");
    expect(fault.message).toBe("line.units.3: another value");
    expect(fault).toMatchObject({ name: "BillingFault", code: "conflicting-segments", path: "line.units.3" });
    expect(new BillingFault("too-many-revisions", "", "an item").message).toBe("an item");
  });
});
