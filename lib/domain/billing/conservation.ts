import { Temporal } from "temporal-polyfill";
import type { UnitTerms } from "@/lib/domain/billed-units";
import type { BillingInput } from "./billing-items";
import { minorDigits } from "./money";

/**
 * The second, independent computation (design.md 8, Conservation): day by day, slow and plain, sharing neither periods nor
 * segments nor rounding nor days with the engine it checks. A gap means that one of the two is wrong, and the account is parked.
 */
type Ledger = Pick<BillingInput, "currency" | "contract" | "line" | "posted">;

/** A period that does not add up: amounts in minor units, days inclusive. */
export type ConservationGap = {
  periodStartOn: Temporal.PlainDate;
  periodEndOn: Temporal.PlainDate;
  entitlementMinor: bigint;
  manualMinor: bigint;
  /** Credits not given because they exceed what is still billed. */
  cutMinor: bigint;
  /** Everything posted, manual adjustments included. */
  postedMinor: bigint;
  inReviewMinor: bigint;
  gapMinor: bigint;
};

/** An unposted item as it is stored; `periodStartOn` tells its period. */
export type ItemInReview = { periodStartOn: Temporal.PlainDate; amountMinor: bigint };

/**
 * `entitlement + manual + cap cuts = posted + in review`, for every period that ends by `throughOn`, from the first one that
 * is served, posted or in review. Posted periods of lines with a `none` direction are passed over: what they know is not in the segments.
 */
export function conservationGaps(
  ledger: Ledger,
  inReview: readonly ItemInReview[],
  throughOn: Temporal.PlainDate,
): ConservationGap[] {
  const { contract, line } = ledger;
  const books: Books = {
    ledger,
    cycles: cyclesOf(contract),
    isServed: servedBy(ledger),
    unitsOn: valueByDay(line.units, (segment) => segment.units),
    priceOn: valueByDay(line.prices, (segment) => segment.unitPrice),
    changedTermsOn: valueByDay(line.termsChanges ?? [], (terms): Terms => terms),
    posted: ledger.posted.map((charge) => ({ ...charge, on: dayOf(charge.periodStartOn) })),
    inReview: inReview.map((item) => ({ ...item, on: dayOf(item.periodStartOn) })),
  };
  const served = Math.max(dayOf(contract.startOn), dayOf(line.startOn));
  let first = Math.min(served, ...[...books.posted, ...books.inReview].map(({ on }) => on));
  const throughDay = dayOf(throughOn);
  const gaps: ConservationGap[] = [];
  for (;;) {
    const { days, inForce } = periodOf(books.cycles, first);
    const last = inForce.at(-1)!;
    if (last > throughDay) return gaps;
    const gap = gapOf(books, days, inForce);
    if (gap !== null && gap.gapMinor !== 0n) gaps.push(gap);
    first = last + 1;
  }
}

/** A day as the number of days since 1 January 1970. */
type Day = number;

/** A ledger with its records by day. */
type Books = {
  ledger: Ledger;
  cycles: readonly AnchoredCycle[];
  isServed: (day: Day) => boolean;
  unitsOn: (day: Day) => bigint | null;
  priceOn: (day: Day) => bigint | null;
  changedTermsOn: (day: Day) => Terms | null;
  posted: readonly (Ledger["posted"][number] & { on: Day })[];
  inReview: readonly (ItemInReview & { on: Day })[];
};

function gapOf(books: Books, days: number, inForce: readonly Day[]): ConservationGap | null {
  const [first, last] = [inForce[0]!, inForce.at(-1)!];
  const isInside = ({ on }: { on: Day }) => first <= on && on <= last;
  const { line } = books.ledger;
  const charges = books.posted.filter(isInside);
  const isPosted = charges.some((charge) => charge.kind !== "manual");
  const hasNone = [line, ...(line.termsChanges ?? [])].some(
    ({ prorateIncreases, prorateDecreases }) => prorateIncreases === "none" || prorateDecreases === "none",
  );
  if (isPosted && hasNone) return null;
  const entitlementMinor = entitlementByDay(books, days, inForce);
  const manualMinor = total(charges.filter((charge) => charge.kind === "manual"));
  const postedMinor = total(charges);
  const inReviewMinor = total(books.inReview.filter(isInside));
  const owedMinor = entitlementMinor + manualMinor;
  const floorMinor = postedMinor < 0n ? postedMinor : 0n;
  const cutMinor = owedMinor < floorMinor ? floorMinor - owedMinor : 0n;
  const gapMinor = owedMinor + cutMinor - postedMinor - inReviewMinor;
  const amounts = { entitlementMinor, manualMinor, cutMinor, postedMinor, inReviewMinor, gapMinor };
  return { periodStartOn: dateOf(first), periodEndOn: dateOf(last), ...amounts };
}

function total(amounts: readonly { amountMinor: bigint }[]): bigint {
  return amounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

/**
 * `Σ over days billed units × price ÷ days of the period`, rounded once. `days`: of a whole anchored period;
 * `inForce`: those of them on which its cycle is.
 */
function entitlementByDay(books: Books, days: number, inForce: readonly Day[]): bigint {
  const levels = billedLevels(books, inForce.filter(books.isServed));
  const weight = levels.reduce((sum, { units, unitPrice }) => sum + (units ?? 0n) * unitPrice, 0n);
  const scaled = weight * 10n ** BigInt(minorDigits(books.ledger.currency));
  const denominator = 1_000_000_000_000n * BigInt(days);
  // Neither units nor prices are below zero, so half a unit is always rounded up.
  return (scaled + denominator / 2n) / denominator;
}

function servedBy({ contract, line }: Ledger): (day: Day) => boolean {
  const starts = [contract.startOn, line.startOn].map(dayOf);
  const ends = [contract.endOn, line.endOn].filter((end) => end !== null).map(dayOf);
  return (day) => starts.every((start) => start <= day) && ends.every((end) => day <= end);
}

/** Units are null on a day that nothing was counted for yet. */
type DayLevel = { units: bigint | null; unitPrice: bigint };

/** What each served day of one period bills, walking from the first to the last. */
function billedLevels(books: Books, served: readonly Day[]): DayLevel[] {
  const termsOn = (day: Day) => books.changedTermsOn(day) ?? books.ledger.line;
  let lastCountOn: Day = 0;
  const levels: DayLevel[] = [];
  let before: bigint | null = null;
  let billed: bigint | null = null;
  for (const day of served) {
    const units = books.unitsOn(day);
    const unitPrice = books.priceOn(day);
    const terms = termsOn(day);
    const counted = units === null || unitPrice === null ? null : countedUnits(terms, units);
    const isRise = billed !== null && counted !== null && counted > billed;
    const proration = isRise ? terms.prorateIncreases : terms.prorateDecreases;
    if (billed === null || (counted !== before && proration === "daily")) billed = counted;
    if (counted !== before) lastCountOn = day;
    before = counted;
    levels.push({ units: billed, unitPrice: unitPrice ?? 0n });
  }
  if (before === null || billed === null || before === billed) return levels;
  const counted = before;
  const isRise = counted > billed;
  const { prorateIncreases, prorateDecreases } = termsOn(lastCountOn);
  if ((isRise ? prorateIncreases : prorateDecreases) !== "none") return levels;
  return levels.map((level) =>
    level.units !== null && level.units < counted === isRise ? { ...level, units: counted } : level,
  );
}

type Terms = Pick<Ledger["line"], "prorateIncreases" | "prorateDecreases" | keyof UnitTerms>;

function countedUnits(line: UnitTerms, units: bigint): bigint {
  const whole = 10_000n;
  const rest = ((units % whole) + whole) % whole;
  const roundsUp = line.rounding === "up" ? rest > 0n : line.rounding === "half-up" && rest >= 5_000n;
  const rounded = line.rounding === "none" ? units : units - rest + (roundsUp ? whole : 0n);
  const beyond = rounded - (line.included ?? 0n);
  const positive = beyond > 0n ? beyond : 0n;
  const limited = line.maximum !== null && positive > line.maximum ? line.maximum : positive;
  return line.minimum !== null && limited < line.minimum ? line.minimum : limited;
}

type Recorded = { effectiveOn: Temporal.PlainDate; recordedAt: Temporal.Instant };

/** The value of the latest `effectiveOn` up to a day; of several for one `effectiveOn` the last recorded. */
function valueByDay<T extends Recorded, V>(
  segments: readonly T[],
  read: (segment: T) => V,
): (day: Day) => V | null {
  const rows = segments.map((segment) => ({
    effectiveOn: dayOf(segment.effectiveOn),
    recordedAt: segment.recordedAt.epochNanoseconds,
    value: read(segment),
  }));
  return (day) => {
    let best: (typeof rows)[number] | null = null;
    for (const row of rows) {
      if (row.effectiveOn > day) continue;
      const isLater = best === null || row.effectiveOn > best.effectiveOn;
      const isNewer =
        best !== null && row.effectiveOn === best.effectiveOn && row.recordedAt > best.recordedAt;
      if (isLater || isNewer) best = row;
    }
    return best === null ? null : best.value;
  };
}

/** How long the whole anchored period of a day is, by the cycle in force on that day, and its days on which that cycle is in force. */
function periodOf(cycles: readonly AnchoredCycle[], on: Day): { days: number; inForce: Day[] } {
  const cycle = cycleOf(cycles, on);
  let first = on;
  while (!startsAnchored(cycle, first)) first -= 1;
  const days = [first];
  let day = first + 1;
  while (!startsAnchored(cycle, day)) {
    days.push(day);
    day += 1;
  }
  return { days: days.length, inForce: days.filter((other) => cycleOf(cycles, other) === cycle) };
}

type AnchoredCycle = Pick<Ledger["contract"], "billingCycle" | "alignment" | "anchorDay" | "startOn"> & {
  from: Day;
};

/** The contract's first cycle, then each change of it. */
function cyclesOf(contract: Ledger["contract"]): AnchoredCycle[] {
  const changes = contract.cycleChanges ?? [];
  return [contract, ...changes.map((change) => ({ ...change, startOn: change.fromOn }))].map((cycle) => ({
    ...cycle,
    from: dayOf(cycle.startOn),
  }));
}

/** The last change of cycle up to a day, or the contract's first cycle. */
function cycleOf(cycles: readonly AnchoredCycle[], day: Day): AnchoredCycle {
  return cycles.findLast(({ from }) => from <= day) ?? cycles[0]!;
}

const DAY_MS = 86_400_000;
const SUNDAY = 7;

function dayOf({ year, month, day }: Temporal.PlainDate): Day {
  return new Date(0).setUTCFullYear(year, month - 1, day) / DAY_MS;
}

function dateOf(day: Day): Temporal.PlainDate {
  const date = new Date(day * DAY_MS);
  return new Temporal.PlainDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

/** Whether a day is the first of an anchored period, told from the day alone. */
function startsAnchored({ billingCycle, alignment, anchorDay, startOn }: AnchoredCycle, day: Day): boolean {
  const isCalendar = alignment === "calendar";
  const date = new Date(day * DAY_MS);
  if (billingCycle === "weekly") {
    return (date.getUTCDay() || SUNDAY) === (isCalendar ? 1 : (anchorDay ?? startOn.dayOfWeek));
  }
  const anchor = isCalendar ? 1 : (anchorDay ?? startOn.day);
  const dayOfMonth = date.getUTCDate();
  const isLastOfShorterMonth = dayOfMonth < anchor && new Date((day + 1) * DAY_MS).getUTCDate() === 1;
  if (dayOfMonth !== anchor && !isLastOfShorterMonth) return false;
  // Each of them goes into a year, so years need no counting.
  const months = { monthly: 1, quarterly: 3, yearly: 12 }[billingCycle];
  return (date.getUTCMonth() + 1 - (isCalendar ? 1 : startOn.month)) % months === 0;
}
