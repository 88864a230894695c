/** The one sentence of how changes are billed (proration.md), the same on the review and on every invoice. */
export const PRORATION_RULE =
  "Changes bill from and including their effective day: units × price × days ÷ days of the period.";
