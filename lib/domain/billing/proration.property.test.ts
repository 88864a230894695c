import fc from "fast-check";
import type { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type BillingInput, billingItems } from "./billing-items";
import { periodOwning } from "./billing-period";
import { isBefore, lastDay } from "./calendar";
import { conservationGaps } from "./conservation";
import {
  ALL_TROUBLES,
  happen,
  lifeDays,
  lived,
  lives,
  postAll,
  RUNS,
  RUNS_TIMEOUT_MS,
  recorded,
  valueInForce,
} from "./ledger.fixture";
import { sumMinor } from "./money";
import type { PostedCharge } from "./posted-periods";

/** The thirteen invariants of proration.md 2.10, over random lives of contract lines. */
const PRORATED = ["daily", "next-period"] as const;
const LAST = 1_000;

function holdsFor(
  life: fc.Arbitrary<Parameters<typeof lived>[0]>,
  check: (life: Parameters<typeof lived>[0]) => void,
) {
  fc.assert(fc.property(life, check), RUNS);
}

type Amount = { periodStartOn: Temporal.PlainDate; amountMinor: bigint };

/** Sums by anchored period, of the periods that end within the window. */
function byPeriod({ contract, window }: BillingInput, amounts: readonly Amount[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { periodStartOn, amountMinor } of amounts) {
    const { range } = periodOwning(contract, periodStartOn);
    const first = range.from.toString();
    if (!isBefore(window.toOn, lastDay(range))) sums.set(first, (sums.get(first) ?? 0n) + amountMinor);
  }
  return new Map([...sums].filter(([, sum]) => sum !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shuffled<T>(values: readonly T[], seed: number): T[] {
  return values
    .map((value, position) => ({ value, key: ((position + 1) * seed) % 101 }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

describe("invariants", { timeout: RUNS_TIMEOUT_MS }, () => {
  it("1: lines sum to the rounded exact total, with nothing posted", () => {
    holdsFor(lives({ troubles: ["end", "terms"] }), (life) => {
      const input = recorded(life);
      expect(conservationGaps(input, billingItems(input), input.window.toOn)).toEqual([]);
    });
  });

  it("1: and with anything posted, unposted, adjusted or ended between recordings", () => {
    holdsFor(lives({ prorations: PRORATED, troubles: ALL_TROUBLES }), (life) => {
      const input = lived(life);
      expect(conservationGaps(input, billingItems(input), input.window.toOn)).toEqual([]);
    });
  });

  it("1: and with the mirror of an unposted charge listed beside it, or both left out, alike", () => {
    fc.assert(
      fc.property(lives({ prorations: PRORATED, troubles: ["end"] }), fc.nat(), (life, pick) => {
        const input = lived(life);
        const charge = input.posted[pick % Math.max(1, input.posted.length)];
        if (charge === undefined) return;
        const without = { ...input, posted: input.posted.filter((other) => other !== charge) };
        const mirror = { ...charge, amountMinor: -charge.amountMinor };
        const listed = { ...input, posted: [...input.posted, mirror] };
        const sums = (of: BillingInput) => byPeriod(of, billingItems(of));
        expect(sums(listed)).toEqual(sums(without));
        expect(conservationGaps(without, billingItems(without), input.window.toOn)).toEqual([]);
        expect(conservationGaps(listed, billingItems(listed), input.window.toOn)).toEqual([]);
      }),
      RUNS,
    );
  });

  it("2: splitting a segment at any day changes nothing", () => {
    fc.assert(
      fc.property(lives({ troubles: ALL_TROUBLES }), lifeDays, (life, dayIn) => {
        const input = lived(life);
        const effectiveOn = dayIn(input);
        const value = valueInForce(input, effectiveOn);
        const split = happen(input, { kind: "units", effectiveOn, value }, LAST);
        expect(billingItems(split)).toEqual(billingItems(input));
      }),
      RUNS,
    );
  });

  it("3: a change and back on one day is no line", () => {
    fc.assert(
      fc.property(lives({ troubles: ALL_TROUBLES }), lifeDays, (life, dayIn) => {
        const input = lived(life);
        const effectiveOn = dayIn(input);
        const value = valueInForce(input, effectiveOn);
        const changed = happen(input, { kind: "units", effectiveOn, value: value + 30_000n }, LAST);
        const back = happen(changed, { kind: "units", effectiveOn, value }, LAST + 1);
        expect(billingItems(back)).toEqual(billingItems(input));
      }),
      RUNS,
    );
  });

  it("4: a charge and its full reversal leave what was", () => {
    fc.assert(
      fc.property(lives({ prorations: PRORATED }), lifeDays, (life, dayIn) => {
        const before = postAll(lived(life));
        const effectiveOn = dayIn(before);
        const value = valueInForce(before, effectiveOn);
        const risen = postAll(happen(before, { kind: "units", effectiveOn, value: value + 70_000n }, LAST));
        const reversed = postAll(happen(risen, { kind: "units", effectiveOn, value }, LAST + 1));
        expect(byPeriod(reversed, reversed.posted)).toEqual(byPeriod(before, before.posted));
      }),
      RUNS,
    );
  });

  it("4: a line that never served is credited whole", () => {
    holdsFor(lives({ troubles: ["end"] }), (life) => {
      const input = postAll(lived(life));
      const undone = happen(input, { kind: "end", endOn: input.line.startOn.subtract({ days: 1 }) }, LAST);
      expect(sumMinor(postAll(undone).posted.map((charge) => charge.amountMinor))).toBe(0n);
    });
  });

  it("5: the order of rows decides nothing", () => {
    fc.assert(
      fc.property(lives({ troubles: ALL_TROUBLES }), fc.integer({ min: 1, max: 100 }), (life, seed) => {
        const input = lived(life);
        const { line, posted } = input;
        const units = shuffled(line.units, seed);
        const prices = shuffled(line.prices, seed);
        const termsChanges = shuffled(line.termsChanges ?? [], seed);
        const shuffledInput = {
          ...input,
          line: { ...line, units, prices, termsChanges },
          posted: shuffled(posted, seed),
        };
        expect(billingItems(shuffledInput)).toEqual(billingItems(input));
      }),
      RUNS,
    );
  });

  it("6: a second run finds nothing once everything is posted", () => {
    holdsFor(lives({ troubles: ALL_TROUBLES }), (life) => {
      expect(billingItems(postAll(lived(life)))).toEqual([]);
    });
  });

  it("7: in advance with all changes posted is in arrears, to the cent", () => {
    holdsFor(lives({ prorations: PRORATED, troubles: ["end", "terms"] }), (life) => {
      const input = lived(life);
      const billed = (issueInvoiceOn: "start" | "end", posted: readonly PostedCharge[]) => {
        const contract = { ...input.contract, issueInvoiceOn };
        const all = postAll({ ...input, contract, posted });
        return byPeriod(all, all.posted);
      };
      const inArrears = billed("end", []);
      expect(billed("start", [])).toEqual(inArrears);
      const asLived = postAll(input);
      expect(byPeriod(asLived, asLived.posted)).toEqual(inArrears);
    });
  });

  it("8: a backdated count changes only periods from its day on", () => {
    fc.assert(
      fc.property(lives({ troubles: ALL_TROUBLES }), lifeDays, (life, dayIn) => {
        const input = lived(life);
        const effectiveOn = dayIn(input);
        const late = happen(input, { kind: "units", effectiveOn, value: 170_000n }, LAST);
        const earlier = (of: BillingInput) =>
          billingItems(of).filter((item) => isBefore(item.periodEndOn, effectiveOn));
        expect(earlier(late)).toEqual(earlier(input));
      }),
      RUNS,
    );
  });

  it("9: no period is ever billed below zero", () => {
    holdsFor(lives({ troubles: ["end", "terms"], postsWholly: true }), (life) => {
      const { contract, posted } = lived(life);
      const sums = new Map<string, bigint>();
      for (const charge of posted) {
        const first = periodOwning(contract, charge.periodStartOn).range.from.toString();
        sums.set(first, (sums.get(first) ?? 0n) + charge.amountMinor);
      }
      expect([...sums.values()].filter((sum) => sum < 0n)).toEqual([]);
    });
  });

  it("10: no item bills more days than its period has, and none is for nothing", () => {
    holdsFor(lives({ troubles: ALL_TROUBLES }), (life) => {
      for (const item of billingItems(lived(life))) {
        expect(item.days).toBeGreaterThanOrEqual(1);
        expect(item.days).toBeLessThanOrEqual(item.periodDays);
        expect(item.amountMinor).not.toBe(0n);
        expect(item.amountMinor).toBe(item.dueMinor - item.postedMinor + item.cutMinor);
        expect(sumMinor(item.parts.map((part) => part.amountMinor))).toBe(
          item.parts.length === 0 ? 0n : item.dueMinor,
        );
      }
    });
  });

  it("10: each item has an identity of its own", () => {
    holdsFor(lives({ troubles: ALL_TROUBLES }), (life) => {
      const keys = billingItems(lived(life)).map(
        (item) => `${item.kind}/${item.periodStartOn}/${item.effectiveOn}`,
      );
      expect(new Set(keys).size).toBe(keys.length);
    });
  });

  it("11: twice the price is twice the total, up to the one rounding", () => {
    holdsFor(lives(), (life) => {
      const input = recorded(life);
      const { line } = input;
      const prices = line.prices.map((price) => ({ ...price, unitPrice: price.unitPrice * 2n }));
      const once = byPeriod(input, billingItems(input));
      const twice = byPeriod(input, billingItems({ ...input, line: { ...line, prices } }));
      for (const index of new Set([...once.keys(), ...twice.keys()])) {
        const difference = (twice.get(index) ?? 0n) - 2n * (once.get(index) ?? 0n);
        expect(difference >= -1n && difference <= 1n).toBe(true);
      }
    });
  });

  it("12: the process's time zone decides nothing", () => {
    const zone = process.env.TZ;
    try {
      holdsFor(lives({ troubles: ALL_TROUBLES }), (life) => {
        const [first, ...others] = ["UTC", "America/New_York", "Australia/Sydney"].map((timeZone) => {
          process.env.TZ = timeZone;
          return billingItems(lived(life));
        });
        for (const other of others) expect(other).toEqual(first);
      });
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it("13: currencies of 0, 2 and 3 decimals round the same exact amount", () => {
    holdsFor(lives(), (life) => {
      const input = recorded(life);
      const sums = (currency: string) => byPeriod(input, billingItems({ ...input, currency }));
      const [yen, dollars, dinars] = [sums("JPY"), sums("USD"), sums("KWD")];
      for (const [index, dinar] of dinars) {
        const dollar = dollars.get(index) ?? 0n;
        expect(Math.abs(Number(dinar - 10n * dollar))).toBeLessThanOrEqual(5);
        expect(Math.abs(Number(dollar - 100n * (yen.get(index) ?? 0n)))).toBeLessThanOrEqual(50);
      }
    });
  });

  it("none never touches a posted period, whatever is counted later", () => {
    fc.assert(
      fc.property(lives({ prorations: ["none"] }), lifeDays, (life, dayIn) => {
        const input = postAll(lived(life));
        const late = happen(input, { kind: "units", effectiveOn: dayIn(input), value: 170_000n }, LAST);
        const regular = input.posted.filter((charge) => charge.kind === "regular");
        const standing = byPeriod(input, regular);
        const touched = [...byPeriod(late, billingItems(late)).keys()].filter((index) => standing.has(index));
        expect(touched).toEqual([]);
      }),
      RUNS,
    );
  });
});
