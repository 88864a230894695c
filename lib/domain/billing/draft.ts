import { Temporal } from "temporal-polyfill";
import type { Accrual, Shift } from "./accrual";
import type { BillingPeriod } from "./billing-period";
import { compareDays, type DayRange, isBefore } from "./calendar";
import type { Level } from "./unit-segments";

/**
 * An item in the making: delta to target (proration.md 0.4). Each is what its date is entitled to minus what is posted for
 * that date, so that all items of a period sum to `entitlement − posted`.
 */
export type Draft = {
  kind: "regular" | "proration";
  period: BillingPeriod;
  /** The billed or posted days of the period. */
  range: DayRange;
  effectiveOn: Temporal.PlainDate;
  /** What is still to be billed: `dueMinor − postedMinor + cutMinor`. */
  amountMinor: bigint;
  dueMinor: bigint;
  postedMinor: bigint;
  /** The part of a credit that exceeds what is still billed and is not given; zero or above. */
  cutMinor: bigint;
  level: Level;
  previous: Level | null;
  shifts: readonly Shift[];
  /** An entry of 0.00 that is listed all the same: its units or its price are truly zero (proration.md R27). */
  isZeroEntry?: boolean;
};

export function isDue(draft: Draft): boolean {
  return draft.amountMinor !== 0n || draft.isZeroEntry === true;
}

/** Where items stand: their period, its billed or posted days, and what the first of them billed. */
type Place = { period: BillingPeriod; range: DayRange; opening: Level };

/** Due minus posted, date by date; a posted date that no longer changes anything is taken back. */
export function differences(
  accruals: readonly Accrual[],
  posted: ReadonlyMap<string, bigint>,
  { period, range, opening }: Place,
): Draft[] {
  const drafts = new Map<string, Draft>();
  let level = opening;
  for (const { effectiveOn, amountMinor, shifts } of accruals) {
    const same = drafts.get(effectiveOn.toString());
    const previous = same?.previous ?? shifts[0]?.from ?? level;
    level = shifts.at(-1)?.to ?? level;
    drafts.set(effectiveOn.toString(), {
      kind: "proration",
      period,
      range,
      effectiveOn,
      dueMinor: (same?.dueMinor ?? 0n) + amountMinor,
      postedMinor: 0n,
      amountMinor: 0n,
      cutMinor: 0n,
      level,
      previous,
      shifts: [...(same?.shifts ?? []), ...shifts],
    });
  }
  const changes = [...drafts.values()];
  for (const [day, postedMinor] of posted) {
    const effectiveOn = Temporal.PlainDate.from(day);
    const level = changes.findLast((change) => !isBefore(effectiveOn, change.effectiveOn))?.level ?? opening;
    const unchanged = { kind: "proration", period, range, effectiveOn, dueMinor: 0n, cutMinor: 0n } as const;
    const draft = drafts.get(day) ?? { ...unchanged, amountMinor: 0n, level, previous: level, shifts: [] };
    drafts.set(day, { ...draft, postedMinor });
  }
  return [...drafts.values()]
    .map((draft) => ({ ...draft, amountMinor: draft.dueMinor - draft.postedMinor }))
    .sort((a, b) => compareDays(a.effectiveOn, b.effectiveOn));
}

/**
 * The items of a period together never credit more than is still billed, manual adjustments included (proration.md R20), and
 * less than nothing only where goodwill alone has brought it there. The latest credits are cut first; one that is cut whole stays
 * as nothing.
 */
export function capped(drafts: readonly Draft[], balanceMinor: bigint): Draft[] {
  const floorMinor = balanceMinor < 0n ? balanceMinor : 0n;
  let excessMinor = drafts.reduce((rest, draft) => rest - draft.amountMinor, floorMinor - balanceMinor);
  const kept = drafts.toReversed().map((draft) => {
    if (excessMinor <= 0n || draft.amountMinor >= 0n) return draft;
    const creditMinor = -draft.amountMinor;
    const isWhollyCut = excessMinor >= creditMinor;
    const cutMinor = isWhollyCut ? creditMinor : excessMinor;
    excessMinor -= cutMinor;
    return { ...draft, amountMinor: draft.amountMinor + cutMinor, cutMinor };
  });
  return kept.toReversed();
}
