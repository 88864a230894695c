import { Temporal } from "temporal-polyfill";

/**
 * Automatic renewal. BMS says that recurring contracts can renew automatically and publishes no more (domain.md 5.5), so these
 * are our rules: a contract runs in terms; the first is from its start to its end date, both inclusive. In the night 30 days
 * before its end, or in the first one after, the end moves on by the length of the present term: by whole months where the
 * term is such, counted from the contract's start so that a month's end is never lost (31 January, 28 February, 31 March), else
 * by its days. Terms shorter than the 30 days are added until the end is further away than that. Whoever changes the end date
 * changes the length of the present term. Inactive contracts never renew, nor do those whose end a night has passed before
 * auto-renew was turned on: nothing that ended comes back by itself.
 */
export type Renewable = {
  /** All dates "YYYY-MM-DD". */
  startOn: string;
  /** First day of the present term; null while it is the first one. */
  termStartOn: string | null;
  /** Last day of the present term, inclusive. */
  endOn: string;
};

export type Term = { termStartOn: string; endOn: string };

export const RENEWS_DAYS_BEFORE = 30;

/** Dates after this one are not billed, so nothing renews beyond it. */
const LATEST_ON = "2099-12-31";

/** The term that follows the present one. */
export function nextTerm(contract: Renewable): Term {
  const start = Temporal.PlainDate.from(contract.startOn);
  const end = Temporal.PlainDate.from(contract.endOn);
  const termStart = Temporal.PlainDate.from(presentTermStartOn(contract));
  const dayAfterEnd = end.add({ days: 1 });
  const months = wholeMonths(start, dayAfterEnd);
  const monthsBefore = wholeMonths(start, termStart);
  const nextEnd =
    months !== null && monthsBefore !== null
      ? start.add({ months: months + (months - monthsBefore) }).subtract({ days: 1 })
      : end.add({ days: termStart.until(dayAfterEnd).days });
  return { termStartOn: dayAfterEnd.toString(), endOn: nextEnd.toString() };
}

/** A stored start that the dates have left behind, because a person changed them, is none. */
function presentTermStartOn({ startOn, termStartOn, endOn }: Renewable): string {
  return termStartOn !== null && startOn < termStartOn && termStartOn <= endOn ? termStartOn : startOn;
}

/** Months from one day to another where there are whole ones, a day beyond the month's end being its last; else null. */
function wholeMonths(from: Temporal.PlainDate, to: Temporal.PlainDate): number | null {
  const months = (to.year - from.year) * 12 + to.month - from.month;
  return from.add({ months }).equals(to) ? months : null;
}

/**
 * The term that a contract has after its night of `on`; null where nothing renews then.
 * @param sinceOn the last night before, or `on` where there was none: a contract that ended before it stays ended.
 */
export function renewalOn(contract: Renewable, on: string, sinceOn: string): Term | null {
  const near = Temporal.PlainDate.from(on).add({ days: RENEWS_DAYS_BEFORE }).toString();
  if (contract.endOn < sinceOn) return null;
  let term: Term = { termStartOn: presentTermStartOn(contract), endOn: contract.endOn };
  while (term.endOn <= near) {
    const next = nextTerm({ startOn: contract.startOn, ...term });
    if (next.endOn > LATEST_ON) break;
    term = next;
  }
  return term.endOn === contract.endOn ? null : term;
}

/** When a contract will renew and through what day, as seen on `todayOn`, whose night is past; null where it will not. */
export function plannedRenewal(
  contract: Renewable,
  todayOn: string,
): { renewsOn: string; throughOn: string } | null {
  if (contract.endOn < contract.startOn) return null;
  const lead = Temporal.PlainDate.from(contract.endOn).subtract({ days: RENEWS_DAYS_BEFORE }).toString();
  const tomorrow = Temporal.PlainDate.from(todayOn).add({ days: 1 }).toString();
  const renewsOn = lead > tomorrow ? lead : tomorrow;
  const term = renewalOn(contract, renewsOn, todayOn);
  return term && { renewsOn, throughOn: term.endOn };
}
