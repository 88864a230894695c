import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import type { ConservationGap } from "./conservation";
import { gapInWords } from "./conservation-words";

const gap: ConservationGap = {
  periodStartOn: Temporal.PlainDate.from("2026-06-01"),
  periodEndOn: Temporal.PlainDate.from("2026-06-30"),
  entitlementMinor: 12_400n,
  manualMinor: 0n,
  cutMinor: 0n,
  postedMinor: 10_000n,
  inReviewMinor: 1_000n,
  gapMinor: 1_400n,
};
const seats = { lineName: "Seats", currency: "USD" };

it("says what is due, what was found, and how much is missing", () => {
  expect(gapInWords(seats, gap)).toBe(
    "“Seats”, 1 to 30 June 2026: 124.00 USD is due, but 100.00 is posted and 10.00 in review, 14.00 too little.",
  );
});

it("or too much, with goodwill and what the cap cut", () => {
  const more = { ...gap, manualMinor: -7_000n, cutMinor: 500n, postedMinor: 6_000n, gapMinor: -1_100n };
  expect(gapInWords(seats, more)).toBe(
    "“Seats”, 1 to 30 June 2026: 59.00 USD is due (with manual adjustments of -70.00), but 60.00 is posted and 10.00 in review, 11.00 too much.",
  );
});
