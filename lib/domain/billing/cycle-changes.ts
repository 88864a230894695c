import { Temporal } from "temporal-polyfill";
import { type Cycle, periodAfter, periodOwning } from "./billing-period";
import { type CycleChangeFacts, cycleInForce, type PeriodFacts, periodTerms } from "./next-period";

/**
 * The days on which another cycle may begin: first days of the periods that begin after `afterOn`, the last day that is
 * billed, and not after the contract's end (design.md 8). Days are text, inclusive.
 */
export function cycleChangeDays(
  facts: PeriodFacts,
  { afterOn, endOn }: { afterOn: string; endOn: string | null },
  count: number,
): string[] {
  const terms = periodTerms(facts);
  const days: string[] = [];
  let period = periodAfter(terms, periodOwning(terms, Temporal.PlainDate.from(afterOn)));
  while (days.length < count) {
    const firstOn = period.range.from.toString();
    if (endOn !== null && firstOn > endOn) break;
    days.push(firstOn);
    period = periodAfter(terms, period);
  }
  return days;
}

/** The changes once another cycle is in force from a day on: those planned for that day or later fall away. */
export function withCycleChange(facts: PeriodFacts, change: CycleChangeFacts): CycleChangeFacts[] {
  const kept = facts.cycleChanges.filter(({ fromOn }) => fromOn < change.fromOn);
  const before = cycleInForce({ ...facts, cycleChanges: kept }, change.fromOn);
  return isSameCycle(before, change) ? kept : [...kept, change];
}

/** Whether two lists say the same. */
export function areSameChanges(a: readonly CycleChangeFacts[], b: readonly CycleChangeFacts[]): boolean {
  return (
    a.length === b.length &&
    a.every((change, index) => change.fromOn === b[index]!.fromOn && isSameCycle(change, b[index]!))
  );
}

function isSameCycle(a: Cycle, b: Cycle): boolean {
  return (
    a.billingCycle === b.billingCycle &&
    a.alignment === b.alignment &&
    a.anchorDay === b.anchorDay &&
    a.issueInvoiceOn === b.issueInvoiceOn
  );
}
