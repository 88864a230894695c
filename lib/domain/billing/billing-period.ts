import type { Temporal } from "temporal-polyfill";
import {
  clampedDay,
  type DayRange,
  daysIn,
  daysSince,
  earlier,
  isBefore,
  later,
  monthNumber,
  plusDays,
} from "./calendar";

/**
 * Billing periods from their anchor: `boundary(n) = clampDay(anchor month + n × step, anchor day)`, always from the original
 * anchor and never by chained addition, which drifts 31 → 28 → 28 (proration.md R6).
 */
export const BILLING_CYCLES = ["weekly", "monthly", "quarterly", "yearly"] as const;
export type BillingCycle = (typeof BILLING_CYCLES)[number];
export const ALIGNMENTS = ["contract-start", "calendar"] as const;
export type Alignment = (typeof ALIGNMENTS)[number];
export const ISSUE_TIMES = ["start", "end"] as const;
export type IssueTime = (typeof ISSUE_TIMES)[number];

/** How periods follow each other, and on which of their days they are billed. */
export type Cycle = {
  billingCycle: BillingCycle;
  alignment: Alignment;
  /**
   * Null: the start's own day. Else a day of the month (1–31, clamped), and the anchor is that day of the month in which
   * the cycle starts; for weekly cycles an ISO weekday (1 = Monday). Calendar periods have no anchor day of their own.
   */
  anchorDay: number | null;
  issueInvoiceOn: IssueTime;
};

/** Another cycle from a day on, which is the first of a period of the cycle before (design.md 8). */
export type CycleChange = Cycle & { fromOn: Temporal.PlainDate };

/** What decides a contract's periods. Days are inclusive; a null end is open. */
export type ContractTerms = Cycle & {
  startOn: Temporal.PlainDate;
  endOn: Temporal.PlainDate | null;
  /** In the order of their days. */
  cycleChanges?: readonly CycleChange[];
};

/**
 * One anchored period, of which a contract's first or last may be billed in part. `days` are those of the whole period; its
 * range is shorter only where a change of cycle begins within an anchored period of the new one.
 */
export type BillingPeriod = { range: DayRange; days: number; issueInvoiceOn: IssueTime };

/** A cycle with its first day, which is its anchor. */
type Anchored = Cycle & { startOn: Temporal.PlainDate };

const MONTHS_PER_CYCLE = { monthly: 1, quarterly: 3, yearly: 12 } as const;
const MONDAY = 1;

function anchorWeekday(terms: Anchored): number {
  if (terms.alignment === "calendar") return MONDAY;
  return terms.anchorDay ?? terms.startOn.dayOfWeek;
}

function anchorOfMonths(terms: Anchored, monthsPerCycle: number): { month: number; day: number } {
  const month = monthNumber(terms.startOn);
  if (terms.alignment === "calendar") return { month: month - (month % monthsPerCycle), day: 1 };
  return { month, day: terms.anchorDay ?? terms.startOn.day };
}

/** The first day of the period with this index; 0 is the anchor, earlier periods are negative. */
export function boundary(terms: Anchored, index: number): Temporal.PlainDate {
  if (terms.billingCycle === "weekly") {
    const back = (terms.startOn.dayOfWeek - anchorWeekday(terms) + 7) % 7;
    return plusDays(terms.startOn, 7 * index - back);
  }
  const step = MONTHS_PER_CYCLE[terms.billingCycle];
  const anchor = anchorOfMonths(terms, step);
  return clampedDay(anchor.month + index * step, anchor.day);
}

/** The anchored period that owns a day; it gives every part-period its denominator (proration.md R7, R8). */
export function periodOwning(terms: ContractTerms, on: Temporal.PlainDate): BillingPeriod {
  const { cycle, range } = cycleOn(terms, on);
  let index = estimatedIndex(cycle, on);
  const whole = { from: boundary(cycle, index), until: boundary(cycle, index + 1) };
  while (isBefore(on, whole.from)) {
    index -= 1;
    whole.until = whole.from;
    whole.from = boundary(cycle, index);
  }
  while (!isBefore(on, whole.until)) {
    index += 1;
    whole.from = whole.until;
    whole.until = boundary(cycle, index + 1);
  }
  return {
    range: {
      from: range.from === null ? whole.from : later(whole.from, range.from),
      until: range.until === null ? whole.until : earlier(whole.until, range.until),
    },
    days: daysIn(whole),
    issueInvoiceOn: cycle.issueInvoiceOn,
  };
}

export function periodAfter(terms: ContractTerms, { range }: BillingPeriod): BillingPeriod {
  return periodOwning(terms, range.until);
}

export function periodBefore(terms: ContractTerms, { range }: BillingPeriod): BillingPeriod {
  return periodOwning(terms, plusDays(range.from, -1));
}

/** The cycle in force on a day, with the days that changes of cycle leave it; a null end is open. */
export function cycleOn(
  terms: ContractTerms,
  on: Temporal.PlainDate,
): { cycle: Anchored; range: { from: Temporal.PlainDate | null; until: Temporal.PlainDate | null } } {
  const changes = terms.cycleChanges ?? [];
  const position = changes.findLastIndex(({ fromOn }) => !isBefore(on, fromOn));
  const change = changes[position];
  return {
    cycle: change ? { ...change, startOn: change.fromOn } : terms,
    range: { from: change?.fromOn ?? null, until: changes[position + 1]?.fromOn ?? null },
  };
}

function estimatedIndex(terms: Anchored, on: Temporal.PlainDate): number {
  if (terms.billingCycle === "weekly") {
    return Math.floor(daysSince(terms.startOn, on) / 7);
  }
  const step = MONTHS_PER_CYCLE[terms.billingCycle];
  return Math.floor((monthNumber(on) - anchorOfMonths(terms, step).month) / step);
}

/** The first boundary on or after a day: where a change that waits for the next period begins. */
export function boundaryFrom(terms: ContractTerms, on: Temporal.PlainDate): Temporal.PlainDate {
  const { range } = periodOwning(terms, on);
  return range.from.equals(on) ? on : range.until;
}
