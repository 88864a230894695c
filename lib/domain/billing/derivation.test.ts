import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type Case, inputOf, june } from "./billing-input.fixture";
import { billingItems } from "./billing-items";
import { derivationOf } from "./derivation";
import { ALL_TROUBLES, lived, lives, RUNS, RUNS_TIMEOUT_MS } from "./ledger.fixture";
import { amountMinor } from "./money";
import { PreviewInput } from "./preview-input";

const day = (text: string) => Temporal.PlainDate.from(text);
const asked = (kind: string, effectiveOn: string) => ({
  periodStartOn: day("2026-06-01"),
  kind,
  effectiveOn: day(effectiveOn),
});

/** The correction of design.md 5: 124.00 in all. */
const CORRECTED: Case = {
  units: [
    ["2026-06-01", "10"],
    ["2026-06-10", "11"],
    ["2026-06-20", "12"],
    ["2026-06-10", "15", "2026-06-25T05:15:00Z"],
  ],
  prices: [["2026-06-01", "10.00"]],
  window: ["2026-06-01", "2026-06-30"],
};

describe("the derivation of a period", () => {
  it("lists its days by units and price, the exact sum, and each item of it", () => {
    const given = derivationOf(PreviewInput.parse(inputOf(CORRECTED)), asked("proration", "2026-06-10"));
    expect(given).toMatchObject({
      periodStartOn: "2026-06-01",
      periodEndOn: "2026-06-30",
      periodDays: 30,
      segments: [
        {
          fromOn: "2026-06-01",
          throughOn: "2026-06-09",
          units: "10",
          unitPrice: "10.00",
          days: 9,
          exact: "30",
        },
        { fromOn: "2026-06-10", throughOn: "2026-06-19", units: "15", days: 10, exact: "50" },
        { fromOn: "2026-06-20", throughOn: "2026-06-30", units: "12", days: 11, exact: "44" },
      ],
      exact: "124",
      entitlement: "124.00",
      posted: "0.00",
      manual: "0.00",
    });
    expect(given.items).toMatchObject([
      { kind: "regular", amount: "100.00", isAsked: false },
      { kind: "proration", effectiveOn: "2026-06-10", exact: "35", amount: "35.00", isAsked: true },
      { kind: "proration", effectiveOn: "2026-06-20", exact: "-11", amount: "-11.00", isAsked: false },
    ]);
  });

  it("shows the rounding that each item takes over and hands on", () => {
    const given = derivationOf(
      PreviewInput.parse(
        inputOf({
          ...CORRECTED,
          units: [
            ["2026-06-01", "1"],
            ["2026-06-11", "2"],
            ["2026-06-21", "3"],
          ],
          prices: [["2026-06-01", "0.10"]],
        }),
      ),
      asked("proration", "2026-06-21"),
    );
    expect(given).toMatchObject({ exact: "1/5", entitlement: "0.20" });
    expect(
      given.items.map(({ exact, carriedIn, carriedOut, amount }) => [exact, carriedIn, carriedOut, amount]),
    ).toEqual([
      ["1/10", "0", "0", "0.10"],
      ["1/15", "0", "-1/300", "0.07"],
      ["1/30", "-1/300", "0", "0.03"],
    ]);
  });

  it("counts what is posted, and goodwill apart from it", () => {
    const manual = { ...june("-20.00"), kind: "manual" as const };
    const given = derivationOf(
      PreviewInput.parse(inputOf({ ...CORRECTED, posted: [june("100.00"), manual] })),
      asked("proration", "2026-06-10"),
    );
    expect(given).toMatchObject({ posted: "100.00", manual: "-20.00", entitlement: "124.00" });
    expect(given.items.map(({ amount }) => amount)).toEqual(["35.00", "-11.00"]);
  });

  it("takes back whole what is posted for a day on which nothing changes, without a sum of its own", () => {
    const charges = [june("100.00"), june("5.00", "2026-06-15")];
    const given = derivationOf(
      PreviewInput.parse(inputOf({ ...CORRECTED, posted: charges })),
      asked("regular", "2026-06-15"),
    );
    expect(given.items.map(({ effectiveOn, amount }) => [effectiveOn, amount])).toEqual([
      ["2026-06-10", "35.00"],
      ["2026-06-15", "-5.00"],
      ["2026-06-20", "-11.00"],
    ]);
    expect(given.items[1]).toEqual({
      kind: "proration",
      effectiveOn: "2026-06-15",
      due: "0.00",
      posted: "5.00",
      cut: "0.00",
      amount: "-5.00",
      isAsked: false,
      exact: null,
      carriedIn: null,
      carriedOut: null,
    });
  });

  it("names each credit that is not given, since nothing is billed any more", () => {
    const goodwill = { ...june("-100.00"), kind: "manual" as const };
    const units = [
      ["2026-06-01", "10"],
      ["2026-06-10", "4"],
      ["2026-06-20", "2"],
    ] as const;
    const input = PreviewInput.parse(
      inputOf({
        units,
        prices: [["2026-06-01", "10.00"]],
        posted: [june("100.00"), goodwill],
        window: ["2026-06-01", "2026-06-30"],
      }),
    );
    expect(billingItems(input)).toEqual([]);
    expect(derivationOf(input, asked("proration", "2026-06-20"))).toMatchObject({
      entitlement: "50.67",
      posted: "100.00",
      manual: "-100.00",
      items: [
        { due: "-42.00", cut: "42.00", amount: "0.00", isAsked: false },
        { due: "-7.33", cut: "7.33", amount: "0.00", isAsked: true },
      ],
    });
  });

  it("has no days where nothing is served", () => {
    const ended = PreviewInput.parse(
      inputOf({ ...CORRECTED, line: { endOn: "2026-05-31", startOn: "2026-05-01" } }),
    );
    expect(derivationOf(ended, asked("regular", "2026-06-01"))).toMatchObject({
      segments: [],
      entitlement: "0.00",
    });
  });

  it("adds up for every item of any life, to the cent", { timeout: RUNS_TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(lives({ prorations: ["daily"], troubles: ALL_TROUBLES }), (life) => {
        const input = lived(life);
        for (const item of billingItems(input).slice(0, 5)) {
          const given = derivationOf(input, item);
          const minor = (text: string) => amountMinor(text, input.currency);
          const open = given.items.reduce((sum, { amount }) => sum + minor(amount), 0n);
          const cut = given.items.reduce((sum, one) => sum + minor(one.cut), 0n);
          expect(given.items.filter(({ isAsked }) => isAsked)).toHaveLength(1);
          // Items not yet in the window are not listed; a period within it is explained whole.
          if (Temporal.PlainDate.compare(day(given.periodEndOn), input.window.toOn) <= 0)
            expect(minor(given.posted) + open - cut).toBe(minor(given.entitlement));
        }
      }),
      RUNS,
    );
  });
});
