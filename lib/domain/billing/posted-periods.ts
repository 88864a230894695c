import type { Temporal } from "temporal-polyfill";
import { BillingFault } from "./billing-fault";
import { type BillingPeriod, type ContractTerms, periodOwning } from "./billing-period";
import { type DayRange, hull, inclusiveRange, intersection, isBefore, isEmpty } from "./calendar";
import { sumMinor } from "./money";

export const CHARGE_KINDS = ["regular", "proration", "manual"] as const;
export type ChargeKind = (typeof CHARGE_KINDS)[number];

/**
 * A charge posted for one period of the line. The days are inclusive; `kind` null is a proration where `effectiveOn` lies
 * inside the period, else a regular charge. Mirror charges of an unposting are listed too, with their own sign.
 */
export type PostedCharge = {
  periodStartOn: Temporal.PlainDate;
  periodEndOn: Temporal.PlainDate;
  amountMinor: bigint;
  kind: ChargeKind | null;
  effectiveOn: Temporal.PlainDate | null;
  /** When it was posted, so that it knew nothing that was recorded later. Null: not known. */
  postedAt: Temporal.Instant | null;
};

/** What is posted for one anchored period. */
export type PostedPeriod = {
  period: BillingPeriod;
  /** The regular charge, the days it covered and when the last part of it was posted, or null where none stands. */
  regular: { amountMinor: bigint; range: DayRange; postedAt: PostedCharge["postedAt"] } | null;
  /** Whether a regular charge of 0.00 is posted: it bills nothing, and is not listed again. */
  hasZeroRegular: boolean;
  /** The days of all charges but manual ones; empty where there are none. */
  range: DayRange;
  /** When the last of all charges but manual ones was posted; null where that is not known of one of them. */
  lastPostedAt: Temporal.Instant | null;
  /** Prorations by their effective date (ISO). */
  prorations: Map<string, bigint>;
  /** Everything posted, manual adjustments included: the most that can still be credited. */
  balanceMinor: bigint;
};

/** More charges of one period and effective date than this are a loop, not a correction (proration.md 2.11). */
const MAX_REVISIONS = 15;

/**
 * Groups charges by the anchored period that owns them, keyed by its first day (ISO); throws `BillingFault` where they
 * cannot stand as they are.
 */
export function postedPeriods(
  terms: ContractTerms,
  posted: readonly PostedCharge[],
): Map<string, PostedPeriod> {
  const charges = new Map<string, { period: BillingPeriod; positions: number[] }>();
  const owners = new Map<string, BillingPeriod>();
  for (const [position, charge] of posted.entries()) {
    const startOn = charge.periodStartOn.toString();
    const period = owners.get(startOn) ?? periodOwning(terms, charge.periodStartOn);
    owners.set(startOn, period);
    if (!isBefore(charge.periodEndOn, period.range.until)) {
      const reason = `no period of the contract holds it: the period of ${charge.periodStartOn} ends before ${period.range.until}`;
      throw new BillingFault("posted-outside-periods", `posted.${position}.periodEndOn`, reason);
    }
    const key = period.range.from.toString();
    const group = charges.get(key) ?? { period, positions: [] };
    group.positions.push(position);
    charges.set(key, group);
  }
  return new Map([...charges].map(([key, group]) => [key, summarize(group.period, posted, group.positions)]));
}

function summarize(
  period: BillingPeriod,
  posted: readonly PostedCharge[],
  positions: readonly number[],
): PostedPeriod {
  const regulars = new Map<string, Covered>();
  const prorations = new Map<string, bigint>();
  const revisions = new Map<string, number>();
  let balanceMinor = 0n;
  let hasZeroRegular = false;
  const postedAt: (Temporal.Instant | null)[] = [];
  let range: DayRange = { from: period.range.from, until: period.range.from };
  for (const position of positions) {
    const charge = posted[position]!;
    const kind = kindOf(charge);
    balanceMinor += charge.amountMinor;
    if (kind === "manual") continue;
    const days = inclusiveRange(charge.periodStartOn, charge.periodEndOn);
    range = hull(range, days);
    postedAt.push(charge.postedAt);
    const key =
      kind === "regular" ? `${charge.periodStartOn}/${charge.periodEndOn}` : `${charge.effectiveOn}`;
    const count = (revisions.get(key) ?? 0) + 1;
    if (count > MAX_REVISIONS) {
      const reason = `more than ${MAX_REVISIONS} charges for one period and effective date`;
      throw new BillingFault("too-many-revisions", `posted.${position}`, reason);
    }
    revisions.set(key, count);
    if (kind === "proration") {
      prorations.set(key, (prorations.get(key) ?? 0n) + charge.amountMinor);
    } else {
      const same = regulars.get(key);
      const amountMinor = (same?.amountMinor ?? 0n) + charge.amountMinor;
      const postedAt = lastKnown(same === undefined ? [charge.postedAt] : [same.postedAt, charge.postedAt]);
      regulars.set(key, { amountMinor, range: days, position, postedAt });
      if (charge.amountMinor === 0n) hasZeroRegular = true;
    }
  }
  const regular = regularOf([...regulars.values()]);
  const lastPostedAt = lastKnown(postedAt);
  return { period, range, regular, hasZeroRegular, lastPostedAt, prorations, balanceMinor };
}

function lastKnown(instants: readonly (Temporal.Instant | null)[]): Temporal.Instant | null {
  let last: Temporal.Instant | null = null;
  for (const instant of instants) {
    if (instant === null) return null;
    if (last === null || last.epochNanoseconds < instant.epochNanoseconds) last = instant;
  }
  return last;
}

type Covered = NonNullable<PostedPeriod["regular"]> & { position: number };

/** A charge and its mirror leave nothing standing; what stands may not overlap (proration.md 2.11). */
function regularOf(charges: readonly Covered[]): PostedPeriod["regular"] {
  const standing = charges.filter((charge) => charge.amountMinor !== 0n);
  for (const [order, charge] of standing.entries()) {
    const rival = standing.slice(0, order).find((other) => !isEmpty(intersection(other.range, charge.range)));
    if (rival !== undefined) {
      const reason = `its days overlap those of posted.${rival.position}`;
      throw new BillingFault("overlapping-postings", `posted.${charge.position}.periodStartOn`, reason);
    }
  }
  if (standing.length === 0) return null;
  return {
    amountMinor: sumMinor(standing.map((charge) => charge.amountMinor)),
    range: standing.map((charge) => charge.range).reduce(hull),
    postedAt: lastKnown(standing.map((charge) => charge.postedAt)),
  };
}

function kindOf(charge: PostedCharge): ChargeKind {
  if (charge.kind !== null) return charge.kind;
  const isLater = charge.effectiveOn !== null && !charge.effectiveOn.equals(charge.periodStartOn);
  return isLater ? "proration" : "regular";
}
