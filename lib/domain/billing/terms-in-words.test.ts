import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { type TermsInWords, termsInWords } from "./terms-in-words";

const usual: TermsInWords = {
  billingCycle: "monthly",
  alignment: "contract-start",
  issueInvoiceOn: "start",
  prorateIncreases: "daily",
  prorateDecreases: "daily",
  effectiveOn: Temporal.PlainDate.from("2026-06-10"),
};

it.each<[Partial<TermsInWords>, string]>([
  [
    {},
    "From 10 June 2026, billed at the start of each month of the contract; an increase of units is billed from and " +
      "including its day, by the days of the period; a decrease is credited from and including its day, by the days of the period.",
  ],
  [
    { alignment: "calendar", billingCycle: "quarterly", issueInvoiceOn: "end", prorateDecreases: "none" },
    "From 10 June 2026, billed at the end of each calendar quarter; an increase of units is billed from and including its " +
      "day, by the days of the period; a decrease is credited from the first period that is not yet posted, as a whole.",
  ],
  [
    { billingCycle: "yearly", prorateIncreases: "next-period", prorateDecreases: "next-period" },
    "From 10 June 2026, billed at the start of each year of the contract; an increase of units is billed from the first " +
      "day of the next period; a decrease is credited from the first day of the next period.",
  ],
])("%o", (terms, sentence) => {
  expect(termsInWords({ ...usual, ...terms })).toBe(sentence);
});
