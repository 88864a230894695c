import { Temporal } from "temporal-polyfill";
import type { UnitTerms } from "@/lib/domain/billed-units";
import type { BillingInput } from "./billing-items";
import { minorDigits } from "./money";

/**
 * The second, independent computation (design.md 8, Conservation): day by day, slow and plain, sharing neither periods nor
 * segments nor rounding with the engine it checks. A gap means that one of the two is wrong, and the account is parked.
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
  const gaps: ConservationGap[] = [];
  const served = [ledger.contract.startOn, ledger.line.startOn].sort(Temporal.PlainDate.compare).at(-1)!;
  const starts = [served, ...[...ledger.posted, ...inReview].map(({ periodStartOn }) => periodStartOn)];
  let first = starts.sort(Temporal.PlainDate.compare)[0]!;
  while (!startsPeriod(ledger.contract, first)) first = first.subtract({ days: 1 });
  for (;;) {
    const days = daysOfPeriod(ledger.contract, first);
    const inForce = daysInForce(ledger.contract, first, days);
    const last = inForce.at(-1)!;
    if (Temporal.PlainDate.compare(last, throughOn) > 0) return gaps;
    const gap = gapOf(ledger, inReview, days, inForce);
    if (gap !== null && gap.gapMinor !== 0n) gaps.push(gap);
    first = last.add({ days: 1 });
  }
}

function gapOf(
  ledger: Ledger,
  inReview: readonly ItemInReview[],
  days: readonly Temporal.PlainDate[],
  inForce: readonly Temporal.PlainDate[],
): ConservationGap | null {
  const inside = new Set(inForce.map(String));
  const charges = ledger.posted.filter((charge) => inside.has(charge.periodStartOn.toString()));
  const isPosted = charges.some((charge) => charge.kind !== "manual");
  const everyTerms = [ledger.line, ...(ledger.line.termsChanges ?? [])];
  const hasNone = everyTerms.some(
    ({ prorateIncreases, prorateDecreases }) => prorateIncreases === "none" || prorateDecreases === "none",
  );
  if (isPosted && hasNone) return null;
  const entitlementMinor = entitlementByDay(ledger, days, inForce);
  const manualMinor = total(charges.filter((charge) => charge.kind === "manual"));
  const postedMinor = total(charges);
  const inReviewMinor = total(inReview.filter((item) => inside.has(item.periodStartOn.toString())));
  const owedMinor = entitlementMinor + manualMinor;
  const floorMinor = postedMinor < 0n ? postedMinor : 0n;
  const cutMinor = owedMinor < floorMinor ? floorMinor - owedMinor : 0n;
  const gapMinor = owedMinor + cutMinor - postedMinor - inReviewMinor;
  const amounts = { entitlementMinor, manualMinor, cutMinor, postedMinor, inReviewMinor, gapMinor };
  return { periodStartOn: inForce[0]!, periodEndOn: inForce.at(-1)!, ...amounts };
}

function total(amounts: readonly { amountMinor: bigint }[]): bigint {
  return amounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

/**
 * `Σ over days billed units × price ÷ days of the period`, rounded once, half away from zero. `days`: a whole anchored period;
 * `inForce`: those of them on which its cycle is.
 */
export function entitlementByDay(
  ledger: Ledger,
  days: readonly Temporal.PlainDate[],
  inForce: readonly Temporal.PlainDate[] = days,
): bigint {
  const levels = billedLevels(ledger.line, inForce.map(String).filter(servedBy(ledger)));
  const weight = levels.reduce((sum, { units, unitPrice }) => sum + (units ?? 0n) * unitPrice, 0n);
  const scaled = weight * 10n ** BigInt(minorDigits(ledger.currency));
  const denominator = 1_000_000_000_000n * BigInt(days.length);
  const half = scaled < 0n ? -denominator / 2n : denominator / 2n;
  return (scaled + half) / denominator;
}

// From here on days are ISO text, which sorts as the calendar does.
type Day = string;

function servedBy({ contract, line }: Ledger): (day: Day) => boolean {
  const starts = [contract.startOn, line.startOn].map(String);
  const ends = [contract.endOn, line.endOn].filter((end) => end !== null).map(String);
  return (day) => starts.every((start) => start <= day) && ends.every((end) => day <= end);
}

/** Units are null on a day that nothing was counted for yet. */
type DayLevel = { units: bigint | null; unitPrice: bigint };

/** What each served day of one period bills, walking from the first to the last. */
function billedLevels(line: Ledger["line"], served: readonly Day[]): DayLevel[] {
  const unitsOn = valueByDay(line.units, (segment) => segment.units);
  const priceOn = valueByDay(line.prices, (segment) => segment.unitPrice);
  const changedTermsOn = valueByDay(line.termsChanges ?? [], (terms): Terms => terms);
  const termsOn = (day: Day) => changedTermsOn(day) ?? line;
  let lastChangeOn = served[0] ?? "";
  const levels: DayLevel[] = [];
  let before: bigint | null = null;
  let billed: bigint | null = null;
  for (const day of served) {
    const units = unitsOn(day);
    const unitPrice = priceOn(day);
    const terms = termsOn(day);
    const counted = units === null || unitPrice === null ? null : countedUnits(terms, units);
    const isRise = billed !== null && counted !== null && counted > billed;
    const proration = isRise ? terms.prorateIncreases : terms.prorateDecreases;
    if (billed === null || (counted !== before && proration === "daily")) billed = counted;
    if (counted !== before || unitPrice !== levels.at(-1)?.unitPrice) lastChangeOn = day;
    before = counted;
    levels.push({ units: billed, unitPrice: unitPrice ?? 0n });
  }
  if (before === null || billed === null || before === billed) return levels;
  const counted = before;
  const isRise = counted > billed;
  const { prorateIncreases, prorateDecreases } = termsOn(lastChangeOn);
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
    effectiveOn: segment.effectiveOn.toString(),
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

/** The whole anchored period a day lies in, by the cycle in force on that day. */
function daysOfPeriod(contract: Ledger["contract"], on: Temporal.PlainDate): Temporal.PlainDate[] {
  const cycle = cycleOf(contract, on);
  let first = on;
  while (!startsAnchored(cycle, first)) first = first.subtract({ days: 1 });
  const days = [first];
  let day = first.add({ days: 1 });
  while (!startsAnchored(cycle, day)) {
    days.push(day);
    day = day.add({ days: 1 });
  }
  return days;
}

function daysInForce(
  contract: Ledger["contract"],
  on: Temporal.PlainDate,
  days: readonly Temporal.PlainDate[],
): Temporal.PlainDate[] {
  const cycle = cycleOf(contract, on);
  return days.filter((day) => cycleOf(contract, day).startOn.equals(cycle.startOn));
}

type AnchoredCycle = Pick<Ledger["contract"], "billingCycle" | "alignment" | "anchorDay" | "startOn">;

/** The last change of cycle up to a day, or the contract's first cycle. */
function cycleOf(contract: Ledger["contract"], day: Temporal.PlainDate): AnchoredCycle {
  let cycle: AnchoredCycle = contract;
  for (const change of contract.cycleChanges ?? [])
    if (change.fromOn.toString() <= day.toString()) cycle = { ...change, startOn: change.fromOn };
  return cycle;
}

/** Whether a period begins on a day: an anchored one, or what a change of cycle leaves of it. */
function startsPeriod(contract: Ledger["contract"], day: Temporal.PlainDate): boolean {
  const isChange = contract.cycleChanges?.some(({ fromOn }) => fromOn.equals(day)) ?? false;
  return isChange || startsAnchored(cycleOf(contract, day), day);
}

/** Whether a day is the first of an anchored period, told from the day alone. */
function startsAnchored(cycle: AnchoredCycle, day: Temporal.PlainDate): boolean {
  const isCalendar = cycle.alignment === "calendar";
  const { startOn, anchorDay } = cycle;
  if (cycle.billingCycle === "weekly") {
    return day.dayOfWeek === (isCalendar ? 1 : (anchorDay ?? startOn.dayOfWeek));
  }
  const months = { monthly: 1, quarterly: 3, yearly: 12 }[cycle.billingCycle];
  const anchor = isCalendar ? 1 : (anchorDay ?? startOn.day);
  const apart = (day.year - startOn.year) * 12 + day.month - (isCalendar ? 1 : startOn.month);
  return apart % months === 0 && day.day === Math.min(anchor, day.daysInMonth);
}
