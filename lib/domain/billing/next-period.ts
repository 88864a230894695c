import { Temporal } from "temporal-polyfill";
import { boundaryFrom, type ContractTerms, type Cycle, periodOwning } from "./billing-period";
import { dayAfter, later } from "./calendar";

/** Another cycle from a day on, as text ("2026-06-10"). */
export type CycleChangeFacts = Cycle & { fromOn: string };

/** What of a contract decides where its periods begin; days are text, cycle changes in the order of their days. */
export type PeriodFacts = Cycle & { startOn: string; cycleChanges: readonly CycleChangeFacts[] };

export function periodTerms({ startOn, cycleChanges, ...cycle }: PeriodFacts): ContractTerms {
  return {
    billingCycle: cycle.billingCycle,
    alignment: cycle.alignment,
    anchorDay: cycle.anchorDay,
    issueInvoiceOn: cycle.issueInvoiceOn,
    startOn: Temporal.PlainDate.from(startOn),
    endOn: null,
    cycleChanges: cycleChangesOf(cycleChanges),
  };
}

export function cycleChangesOf(
  changes: readonly CycleChangeFacts[],
): NonNullable<ContractTerms["cycleChanges"]> {
  return changes.map(({ fromOn, billingCycle, alignment, anchorDay, issueInvoiceOn }) => ({
    billingCycle,
    alignment,
    anchorDay,
    issueInvoiceOn,
    fromOn: Temporal.PlainDate.from(fromOn),
  }));
}

/** The cycle in force on a day, the contract's first one before its start. */
export function cycleInForce({ cycleChanges, ...first }: PeriodFacts, on: string): Cycle {
  const { billingCycle, alignment, anchorDay, issueInvoiceOn } =
    cycleChanges.findLast(({ fromOn }) => fromOn <= on) ?? first;
  return { billingCycle, alignment, anchorDay, issueInvoiceOn };
}

/** The first day of the period after the one that `on` lies in, never before the contract's start. */
export function nextPeriodOn(facts: PeriodFacts, on: string): string {
  const terms = periodTerms(facts);
  return later(boundaryFrom(terms, dayAfter(Temporal.PlainDate.from(on))), terms.startOn).toString();
}

/** Whether a period of the contract begins on a day. */
export function beginsPeriod(facts: PeriodFacts, on: string): boolean {
  const day = Temporal.PlainDate.from(on);
  return periodOwning(periodTerms(facts), day).range.from.equals(day);
}
