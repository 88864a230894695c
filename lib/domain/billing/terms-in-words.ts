import type { Temporal } from "temporal-polyfill";
import type { Alignment, BillingCycle, IssueTime } from "./billing-period";
import type { Proration, ProrationTerms } from "./billing-policy";
import { dayInWords } from "./words";

/** How changes of a line are billed, in one dated sentence: for the line's form, the contract and its audit. */
export type TermsInWords = ProrationTerms & {
  billingCycle: BillingCycle;
  alignment: Alignment;
  issueInvoiceOn: IssueTime;
  /** Since when these terms apply. */
  effectiveOn: Temporal.PlainDate;
};

const PERIOD = { weekly: "week", monthly: "month", quarterly: "quarter", yearly: "year" } as const;

const CHANGE: Record<Proration, (verb: string) => string> = {
  daily: (verb) => `is ${verb} from and including its day, by the days of the period`,
  "next-period": (verb) => `is ${verb} from the first day of the next period`,
  none: (verb) => `is ${verb} from the first period that is not yet posted, as a whole`,
};

export function termsInWords(terms: TermsInWords): string {
  const period = PERIOD[terms.billingCycle];
  const aligned = terms.alignment === "calendar" ? `calendar ${period}` : `${period} of the contract`;
  const { prorateIncreases, prorateDecreases } = terms;
  const increases = `an increase of units ${CHANGE[prorateIncreases]("billed")}`;
  const decreases = `a decrease ${CHANGE[prorateDecreases]("credited")}`;
  return `From ${dayInWords(terms.effectiveOn)}, billed at the ${terms.issueInvoiceOn} of each ${aligned}; ${increases}; ${decreases}.`;
}
