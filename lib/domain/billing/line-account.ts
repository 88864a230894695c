import type { Temporal } from "temporal-polyfill";
import type { UnitTerms } from "@/lib/domain/billed-units";
import { boundaryFrom, type ContractTerms } from "./billing-period";
import type { ProrationTerms, Walk } from "./billing-policy";
import { compareDays, type DayRange, inclusiveRange, intersection, isBefore } from "./calendar";
import {
  type CountedStep,
  type History,
  historyOf,
  type LineHistory,
  levelSteps,
  type PriceSegment,
  type Segment,
  segmentsKnown,
  stepOn,
  type UnitSegment,
} from "./unit-segments";

/** How counts become billed units, and when their changes are billed. */
export type CountTerms = UnitTerms & ProrationTerms;

/** A contract line with its first terms: its days are inclusive, a null end is open. */
export type LineTerms = CountTerms & {
  startOn: Temporal.PlainDate;
  endOn: Temporal.PlainDate | null;
  units: readonly UnitSegment[];
  prices: readonly PriceSegment[];
  /** Terms that replace the line's first ones from a day on. */
  termsChanges?: readonly (Segment & CountTerms)[];
};

/** A line as one knowledge time sees it, ready to be billed period by period. */
export type LineAccount = {
  currency: string;
  contract: ContractTerms;
  /** The terms in force on a day. */
  termsOn: (on: Temporal.PlainDate) => ProrationTerms;
  /** Whether any terms move periods as a whole (`none`). */
  movesWholePeriods: boolean;
  /** The days contract and line share (domain.md P9); may be empty. */
  service: DayRange;
  steps: readonly CountedStep[];
  /** The account as an earlier knowledge time saw it; days from `until` on may stand as they are known now. */
  asKnownAt: (instant: Temporal.Instant, until: Temporal.PlainDate) => LineAccount;
  /** The steps as known before each later recording, latest first; computed once, when first asked for. */
  earlierViews: () => readonly View[];
};

/** The steps as known at an instant, in nanoseconds. */
export type View = { knownAt: bigint; steps: readonly CountedStep[] };

export function lineAccount(
  currency: string,
  contract: ContractTerms,
  line: LineTerms,
  asOf: Temporal.Instant | null,
): LineAccount {
  const history = {
    units: historyOf(line.units, "line.units", (a, b) => a.units === b.units),
    prices: historyOf(line.prices, "line.prices", (a, b) => a.unitPrice === b.unitPrice),
    terms: historyOf(line.termsChanges ?? [], "line.termsChanges", areSameTerms),
  };
  return accountKnown({ currency, contract, line, history }, asOf === null ? null : asOf.epochNanoseconds);
}

/** Everything of a line, with its records in order. */
type Facts = Pick<LineAccount, "currency" | "contract"> & {
  line: LineTerms;
  history: LineHistory & { terms: History<Segment & CountTerms> };
};

function accountKnown(facts: Facts, knownAt: bigint | null): LineAccount {
  const { currency, contract, line, history } = facts;
  const changes = segmentsKnown(history.terms, knownAt);
  const values = [...history.units, ...history.prices];
  let views: View[] | undefined;
  const account: LineAccount = {
    currency,
    contract,
    termsOn: (on) => stepOn(changes, on) ?? line,
    movesWholePeriods: [line, ...changes].some(
      ({ prorateIncreases, prorateDecreases }) => prorateIncreases === "none" || prorateDecreases === "none",
    ),
    service: intersection(
      inclusiveRange(contract.startOn, contract.endOn),
      inclusiveRange(line.startOn, line.endOn),
    ),
    steps: levelSteps(history, line, knownAt),
    asKnownAt: ({ epochNanoseconds: then }, until) => {
      if (knownAt !== null && knownAt <= then) return account;
      // Most of what is recorded later is for later days, so that nothing else was known of these.
      const isCorrected =
        history.terms.some(({ recordedAt }) => recordedAt > then) ||
        values.some(({ segment, recordedAt }) => recordedAt > then && isBefore(segment.effectiveOn, until));
      return isCorrected ? accountKnown(facts, then) : account;
    },
    earlierViews: () => {
      views ??= recordingTimes([...values, ...history.terms], knownAt)
        .slice(1)
        .map((earlierAt) => ({ knownAt: earlierAt, steps: levelSteps(history, line, earlierAt) }));
      return views;
    },
  };
  return account;
}

/** Every nanosecond at which something known at `knownAt` was recorded, latest first. */
function recordingTimes(rows: readonly { recordedAt: bigint }[], knownAt: bigint | null): bigint[] {
  const times = new Set(rows.map((row) => row.recordedAt));
  return [...times].filter((time) => knownAt === null || time <= knownAt).sort((a, b) => (a < b ? 1 : -1));
}

function areSameTerms(a: CountTerms, b: CountTerms): boolean {
  return (
    a.rounding === b.rounding &&
    a.minimum === b.minimum &&
    a.included === b.included &&
    a.maximum === b.maximum &&
    a.prorateIncreases === b.prorateIncreases &&
    a.prorateDecreases === b.prorateDecreases
  );
}

/** How changes reach a period: what waits past its first day does not arrive in it. */
export function walkOf(account: LineAccount, firstDay: Temporal.PlainDate): Walk {
  return {
    termsOn: account.termsOn,
    // A part-period's first day is the first served one.
    boundaryFrom: (on) => (isBefore(account.service.from, on) ? boundaryFrom(account.contract, on) : on),
    arrivesIn: (boundary) => compareDays(boundary, firstDay) <= 0,
  };
}
