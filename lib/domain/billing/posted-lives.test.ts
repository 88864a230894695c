import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type BillingInput, billingItems } from "./billing-items";
import type { ContractTerms } from "./billing-period";
import { type Happening, type Life, lived, postAll } from "./ledger.fixture";
import type { CountTerms } from "./line-account";

/** Lives that invariant 6 found, each in some ten thousand: a week that was posted, and then posted again, was listed once more. */
const day = (text: string) => Temporal.PlainDate.from(text);
const FIRST_ON = "2024-02-08";
const DAILY = { prorateIncreases: "daily", prorateDecreases: "daily" } as const;
const NO_LIMITS = { rounding: "none", minimum: null, included: null, maximum: null } as const;

type Lived = { happening: Happening; postedUpTo: string | null };
const units = (on: string, value: bigint, postedUpTo: string | null = null): Lived => ({
  happening: { kind: "units", effectiveOn: day(on), value },
  postedUpTo,
});
const price = (on: string, value: bigint, postedUpTo: string | null = null): Lived => ({
  happening: { kind: "price", effectiveOn: day(on), value },
  postedUpTo,
});
const terms = (on: string, more: Partial<CountTerms>, postedUpTo: string | null = null): Lived => ({
  happening: { kind: "terms", effectiveOn: day(on), terms: { ...DAILY, ...NO_LIMITS, ...more } },
  postedUpTo,
});

/** Weeks from 8 February to 27 March 2024; what happens is recorded in its order, after what is posted before it. */
function weekly(
  currency: string,
  issueInvoiceOn: ContractTerms["issueInvoiceOn"],
  line: Partial<CountTerms>,
  happenings: readonly Lived[],
): BillingInput {
  const startOn = day(FIRST_ON);
  const life: Life = {
    input: {
      currency,
      contract: {
        billingCycle: "weekly",
        alignment: "contract-start",
        anchorDay: null,
        issueInvoiceOn,
        startOn,
        endOn: null,
      },
      line: { ...DAILY, ...NO_LIMITS, ...line, startOn, endOn: null, units: [], prices: [] },
      posted: [],
      window: { fromOn: startOn, toOn: day("2024-03-27") },
      asOf: null,
    },
    happenings: happenings.map(({ happening, postedUpTo }) => ({
      happening,
      posting: postedUpTo === null ? null : { upTo: day(postedUpTo), every: 1 },
    })),
  };
  return lived(life);
}

const listed = (input: BillingInput) =>
  billingItems(input).map(({ effectiveOn, amountMinor }) => `${effectiveOn} ${amountMinor}`);

const withoutTimes = (input: BillingInput): BillingInput => ({
  ...input,
  posted: input.posted.map((charge) => ({ ...charge, postedAt: null })),
});

describe("nothing is left once everything is posted", () => {
  it("where a fresh price and its way back would cancel each other out", () => {
    const line = { prorateIncreases: "next-period", minimum: 10_000n } as const;
    const input = weekly("USD", "start", line, [
      price(FIRST_ON, 33_333_333n),
      units(FIRST_ON, 0n),
      price("2024-03-01", 33_333_333n, "2024-03-07"),
      price("2024-02-09", 0n),
      terms("2024-03-02", {}),
      units("2024-03-01", 20_000n, "2024-03-02"),
    ]);
    expect(listed(input)).toEqual([
      "2024-03-02 24",
      "2024-03-02 33",
      "2024-03-07 34",
      "2024-03-14 67",
      "2024-03-21 67",
    ]);
    expect(listed(postAll(input))).toEqual([]);
  });

  it("where terms have moved the units of a posted week, with or without times of posting", () => {
    const input = weekly("JPY", "end", { prorateIncreases: "none" }, [
      price(FIRST_ON, 0n),
      price("2024-02-23", 33_333_333n),
      units(FIRST_ON, 30_000n),
      terms("2024-02-24", { included: 10_000n }, "2024-02-28"),
      terms(FIRST_ON, { included: 30_000n }),
    ]);
    expect(listed(input)[0]).toBe("2024-02-23 -1");
    const all = postAll(input);
    expect(listed(all)).toEqual([]);
    expect(listed(withoutTimes(all))).toEqual([]);
  });

  it("where a week was posted as a whole, under terms that were replaced later", () => {
    const input = weekly("USD", "start", { prorateDecreases: "none" }, [
      price(FIRST_ON, 1_000_000_000n),
      units(FIRST_ON, 130_000n),
      units("2024-02-23", 119_995n),
      terms(FIRST_ON, { included: 10_000n }, "2024-02-22"),
      price(FIRST_ON, 0n),
    ]);
    // The third week was posted for 11.9995 units, 120.00.
    expect(listed(input)).toEqual(["2024-02-08 -13000", "2024-02-08 -13000", "2024-02-08 -12000"]);
    expect(listed(postAll(input))).toEqual([]);
  });
});
