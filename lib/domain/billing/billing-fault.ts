/** Why a line cannot be billed. The account is parked with the reason, all others are billed (proration.md 2.11). */
export type BillingFaultCode =
  | "conflicting-segments"
  | "posted-outside-periods"
  | "overlapping-postings"
  | "too-many-revisions";

/** Thrown, never returned: input that passed its schema and yet cannot be billed is not an expected outcome. */
export class BillingFault extends Error {
  override readonly name = "BillingFault";

  constructor(
    readonly code: BillingFaultCode,
    /** Where in the input, as in `line.units.3`; empty where no single field is to blame. */
    readonly path: string,
    /** One sentence for a person. */
    readonly reason: string,
  ) {
    super(path === "" ? reason : `${path}: ${reason}`);
  }
}
