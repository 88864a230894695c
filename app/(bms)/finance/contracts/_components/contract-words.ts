import type { Alignment, BillingCycle, Cycle, IssueTime } from "@/lib/domain/billing/billing-period";

export const CYCLE_WORDS: Record<BillingCycle, string> = {
  weekly: "Weekly",
  monthly: "Monthly",
  quarterly: "Quarterly",
  yearly: "Yearly",
};

/** One period of a cycle, as in "per month". */
export const PERIOD_WORDS: Record<BillingCycle, string> = {
  weekly: "week",
  monthly: "month",
  quarterly: "quarter",
  yearly: "year",
};

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** The days on which periods of a cycle can begin; months without the day begin on their last one. */
export function anchorDayChoices(
  cycle: BillingCycle,
  anchor = "start date",
): { value: string; label: string }[] {
  const days = Array.from({ length: cycle === "weekly" ? 7 : 31 }, (_, index) => index + 1);
  return [
    { value: "", label: `The same day as the ${anchor}` },
    ...days.map((day) => ({ value: `${day}`, label: anchorDayInWords(cycle, day) })),
  ];
}

/** 5 → "Day 5 of the month", or "Friday" for weekly cycles. */
export function anchorDayInWords(cycle: BillingCycle, day: number): string {
  if (cycle === "weekly") return WEEKDAYS[day - 1] ?? `${day}`;
  return day > 28 ? `Day ${day} of the month, or its last` : `Day ${day} of the month`;
}

export const ISSUE_WORDS: Record<IssueTime, string> = {
  start: "Start of billing cycle",
  end: "End of billing cycle",
};

export const ALIGNMENT_WORDS: Record<Alignment, string> = {
  "contract-start": "Based on the contract's start date",
  calendar: "Based on calendar year",
};

/** "Quarterly, based on calendar year, billed at its end". */
export function cycleInWords({ billingCycle, alignment, anchorDay, issueInvoiceOn }: Cycle): string {
  const begins = anchorDay === null ? "" : `, periods begin on ${anchorDayInWords(billingCycle, anchorDay)}`;
  const aligned = alignment === "calendar" ? ", based on calendar year" : "";
  return `${CYCLE_WORDS[billingCycle]}${aligned}${begins}, billed at the ${issueInvoiceOn} of each ${PERIOD_WORDS[billingCycle]}`;
}
