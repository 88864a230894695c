import type { Temporal } from "temporal-polyfill";
import type { UnitRounding } from "../billed-units";
import type { Alignment, BillingCycle, IssueTime } from "./billing-period";
import type { Proration, ProrationTerms } from "./billing-policy";
import { dayInWords } from "./words";

/** What is counted and how changes of a line are billed: for the line's form and page, the contract and the invoice. */
export type TermsInWords = ProrationTerms & {
  /** The count rule in words ("Sum of Seats on Microsoft 365 assets"); null: units are typed by hand. */
  rule: string | null;
  rounding: UnitRounding;
  /** Decimal text of units; null where not agreed. */
  minimum: string | null;
  included: string | null;
  maximum: string | null;
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

const ROUNDING: Record<UnitRounding, string | null> = {
  none: null,
  up: "rounded up to whole units",
  down: "rounded down to whole units",
  "half-up": "rounded to the nearest whole unit",
};

/** One dated sentence: what is counted, what is taken off, when it is billed, and what a change of units does. */
export function termsInWords(terms: TermsInWords): string {
  const period = PERIOD[terms.billingCycle];
  const aligned = terms.alignment === "calendar" ? `calendar ${period}` : `${period} of the contract`;
  const units = [unitsInWords(terms.rule), ...limits(terms)].join(", ");
  const increases = `an increase of units ${CHANGE[terms.prorateIncreases]("billed")}`;
  const decreases = `a decrease ${CHANGE[terms.prorateDecreases]("credited")}`;
  return `From ${dayInWords(terms.effectiveOn)}, ${units}; billed at the ${terms.issueInvoiceOn} of each ${aligned}; ${increases}; ${decreases}.`;
}

function unitsInWords(rule: string | null): string {
  return rule === null
    ? "units are entered by hand"
    : `units are counted in IT Glue every night as the ${rule[0]!.toLowerCase()}${rule.slice(1)}`;
}

/** "rounded up to whole units", "less 5 included units", "at least 10 and at most 50 units" */
function limits({ rounding, minimum, included, maximum }: TermsInWords): string[] {
  const bounds = [minimum && `at least ${minimum}`, maximum && `at most ${maximum}`].filter(Boolean);
  const last = maximum ?? minimum;
  return [
    ROUNDING[rounding],
    included && `less ${counted(included, "included ")}`,
    bounds.length > 0 && `${bounds.join(" and ")} ${last === "1" ? "unit" : "units"}`,
  ].filter((part): part is string => Boolean(part));
}

const counted = (units: string, what: string) => `${units} ${what}${units === "1" ? "unit" : "units"}`;
