import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { type TermsInWords, termsInWords } from "./terms-in-words";

const usual: TermsInWords = {
  rule: "Sum of Seats on Microsoft 365 assets whose License is E3",
  rounding: "none",
  minimum: null,
  included: null,
  maximum: null,
  billingCycle: "monthly",
  alignment: "contract-start",
  issueInvoiceOn: "start",
  prorateIncreases: "daily",
  prorateDecreases: "daily",
  effectiveOn: Temporal.PlainDate.from("2026-06-10"),
};

const COUNTED =
  "From 10 June 2026, units are counted in IT Glue every night as the sum of Seats on Microsoft 365 assets whose License is E3";
const DAILY =
  "an increase of units is billed from and including its day, by the days of the period; " +
  "a decrease is credited from and including its day, by the days of the period.";

it.each<[string, Partial<TermsInWords>, string]>([
  ["the usual terms", {}, `${COUNTED}; billed at the start of each month of the contract; ${DAILY}`],
  [
    "units typed by hand",
    { rule: null },
    `From 10 June 2026, units are entered by hand; billed at the start of each month of the contract; ${DAILY}`,
  ],
  [
    "rounding and all limits",
    { rounding: "up", included: "5", minimum: "10", maximum: "50" },
    `${COUNTED}, rounded up to whole units, less 5 included units, at least 10 and at most 50 units; ` +
      `billed at the start of each month of the contract; ${DAILY}`,
  ],
  [
    "one unit",
    { rounding: "down", included: "1", minimum: "1" },
    `${COUNTED}, rounded down to whole units, less 1 included unit, at least 1 unit; ` +
      `billed at the start of each month of the contract; ${DAILY}`,
  ],
  [
    "a maximum alone",
    { rounding: "half-up", maximum: "2.5" },
    `${COUNTED}, rounded to the nearest whole unit, at most 2.5 units; billed at the start of each month of the contract; ${DAILY}`,
  ],
  [
    "another cycle, decreases not prorated",
    { alignment: "calendar", billingCycle: "quarterly", issueInvoiceOn: "end", prorateDecreases: "none" },
    `${COUNTED}; billed at the end of each calendar quarter; an increase of units is billed from and including its ` +
      "day, by the days of the period; a decrease is credited from the first period that is not yet posted, as a whole.",
  ],
  [
    "changes from the next period",
    { billingCycle: "yearly", prorateIncreases: "next-period", prorateDecreases: "next-period" },
    `${COUNTED}; billed at the start of each year of the contract; an increase of units is billed from the first ` +
      "day of the next period; a decrease is credited from the first day of the next period.",
  ],
])("%s", (_, terms, sentence) => {
  expect(termsInWords({ ...usual, ...terms })).toBe(sentence);
});
