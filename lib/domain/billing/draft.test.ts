import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { Accrual } from "./accrual";
import { capped, type Draft, differences, isDue } from "./draft";
import { NOT_BILLED } from "./unit-segments";

const day = (text: string) => Temporal.PlainDate.from(`2026-${text}`);
const range = { from: day("06-01"), until: day("07-01") };
const period = { range, days: 30, issueInvoiceOn: "start" } as const;
const level = (units: bigint) => ({ units, unitPrice: 1n });

const draft = (amountMinor: bigint, more: Partial<Draft> = {}): Draft => ({
  kind: "proration",
  period,
  range,
  effectiveOn: range.from,
  amountMinor,
  dueMinor: amountMinor,
  postedMinor: 0n,
  cutMinor: 0n,
  level: NOT_BILLED,
  previous: null,
  shifts: [],
  ...more,
});

describe("the cap: together no more is credited than is still billed", () => {
  /** Amount and cut of each that is left. */
  const left = (amounts: bigint[], balanceMinor: bigint) =>
    capped(
      amounts.map((amount) => draft(amount)),
      balanceMinor,
    ).map(({ amountMinor, cutMinor }) => [amountMinor, cutMinor]);

  it.each<[string, bigint[], balance: bigint, [bigint, bigint][]]>([
    [
      "all is given where enough is billed",
      [-30n, -30n],
      60n,
      [
        [-30n, 0n],
        [-30n, 0n],
      ],
    ],
    [
      "the latest credit is cut first",
      [-30n, -30n],
      40n,
      [
        [-30n, 0n],
        [-10n, 20n],
      ],
    ],
    [
      "one that is wholly cut stays as nothing",
      [-30n, -30n],
      10n,
      [
        [-10n, 20n],
        [0n, 30n],
      ],
    ],
    [
      "exactly one is left",
      [-30n, -30n],
      30n,
      [
        [-30n, 0n],
        [0n, 30n],
      ],
    ],
    [
      "what is billed beside it counts",
      [50n, -60n],
      0n,
      [
        [50n, 0n],
        [-50n, 10n],
      ],
    ],
    [
      "charges are never cut",
      [-60n, 50n],
      0n,
      [
        [-50n, 10n],
        [50n, 0n],
      ],
    ],
    ["nothing billed, nothing credited", [-30n], 0n, [[0n, 30n]]],
    ["below nothing by goodwill, it falls no further", [-30n], -5n, [[0n, 30n]]],
    [
      "and what is billed anew can be credited",
      [20n, -30n],
      -5n,
      [
        [20n, 0n],
        [-20n, 10n],
      ],
    ],
  ])("%s", (_, amounts, balance, expected) => {
    expect(left(amounts, balance)).toEqual(expected);
  });

  it("an entry of nothing is due only where it says so", () => {
    expect([draft(0n), draft(0n, { isZeroEntry: true }), draft(-1n)].map(isDue)).toEqual([false, true, true]);
  });
});

describe("due minus posted, date by date", () => {
  const accrual = (on: string, amountMinor: bigint, from: bigint, to: bigint): Accrual => ({
    effectiveOn: day(on),
    amountMinor,
    shifts: from === to ? [] : [{ from: level(from), to: level(to), days: 1 }],
  });
  const place = { period, range, opening: level(10n) };
  /** Date, due, posted, amount, and units before and after. */
  const rows = (accruals: Accrual[], posted: [string, bigint][] = []) =>
    differences(accruals, new Map(posted.map(([on, minor]) => [`2026-${on}`, minor])), place).map(
      ({ effectiveOn, dueMinor, postedMinor, amountMinor, previous, level, shifts }) =>
        `${effectiveOn} ${dueMinor} - ${postedMinor} = ${amountMinor}, ${previous?.units} → ${level.units}, ${shifts.length}`,
    );

  it("each change from the one before it", () => {
    expect(rows([accrual("06-10", 14n, 10n, 12n), accrual("06-20", -7n, 12n, 11n)])).toEqual([
      "2026-06-10 14 - 0 = 14, 10 → 12, 1",
      "2026-06-20 -7 - 0 = -7, 12 → 11, 1",
    ]);
  });

  it("several of one date are one, from the first level to the last", () => {
    expect(rows([accrual("06-10", 14n, 10n, 12n), accrual("06-10", 3n, 12n, 13n)])).toEqual([
      "2026-06-10 17 - 0 = 17, 10 → 13, 2",
    ]);
  });

  it("a change without shifts stands at the level before it", () => {
    expect(rows([accrual("06-10", 14n, 10n, 12n), accrual("06-20", 5n, 0n, 0n)])).toEqual([
      "2026-06-10 14 - 0 = 14, 10 → 12, 1",
      "2026-06-20 5 - 0 = 5, 12 → 12, 0",
    ]);
  });

  it("what is posted is taken off, and a date that changes nothing any more is taken back, in order", () => {
    expect(
      rows(
        [accrual("06-20", -7n, 10n, 9n)],
        [
          ["06-20", -2n],
          ["06-25", 4n],
          ["06-05", 3n],
        ],
      ),
    ).toEqual([
      "2026-06-05 0 - 3 = -3, 10 → 10, 0",
      "2026-06-20 -7 - -2 = -5, 10 → 9, 1",
      "2026-06-25 0 - 4 = -4, 9 → 9, 0",
    ]);
  });
});
