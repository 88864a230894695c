/**
 * Why a command did nothing, as a code; words for it are found at the edge (`lib/actions/refusal-words.ts`). Thrown inside
 * a transaction, so that everything the command had written is taken back.
 */
export type RefusalCode =
  | "not-allowed"
  | "not-found"
  | "changed-meanwhile"
  | "invalid"
  | "name-taken"
  | "it-glue-disabled"
  | "it-glue-not-set-up"
  | "it-glue-forbidden"
  | "it-glue-unreachable"
  | "it-glue-other-account"
  /** The connected user who counts is disconnected, disabled, or was refused by IT Glue (design.md 3). */
  | "it-glue-identity-reconnect"
  | "not-connected"
  | "connect-state-mismatch"
  | "connect-expired"
  | "connect-denied"
  | "organization-unmapped"
  | "rule-broken"
  /** Called off by the person who asked: nothing was stored. */
  | "recount-cancelled"
  | "reading-stale"
  | "reading-foreign"
  | "reading-rule-changed"
  | "reading-not-usable"
  | "reason-required"
  | "too-far-back"
  /** There are other e-mails of this invoice than the person who sends it saw. */
  | "sent-meanwhile"
  /** Of the chosen invoices some had left for this system before; `numbers` names them. */
  | "already-exported"
  | "run-under-way"
  | "not-simulation"
  | "clock-backwards"
  | "items-changed"
  | "nothing-to-invoice"
  /** Unpost: the charge stands on an invoice or credit note, or was unposted before (design.md 8). */
  | "charge-documented"
  | "charge-unposted"
  /** Void: what left the house can only be credited, and what a credit note opened was billed again (design.md 8). */
  | "invoice-void"
  | "invoice-exported"
  | "invoice-paid"
  | "invoice-credited"
  | "charges-billed-again"
  | "is-credit-note"
  | "credits-changed"
  | "nothing-to-credit"
  /** A payment: above what is open and not confirmed, or another one came from the same form. */
  | "more-than-open"
  | "already-recorded"
  /** Posting all that match: some are not due yet, and the person was not told of their months (design.md 8). */
  | "early-not-approved"
  /** Nothing of a parked account is posted or invoiced until it is released. */
  | "account-parked";

/** A field of the input that a refusal is about, as a path ("price", "conditions.0.values"), and what is wrong with it. */
export type RefusedField = { path: string; message: string };

export class CommandRefused extends Error {
  override readonly name = "CommandRefused";
  constructor(
    readonly code: RefusalCode,
    /** Values for the words of the code: names, dates, counts; never a secret. */
    readonly details: Record<string, string | number> = {},
    readonly fields: RefusedField[] = [],
  ) {
    super(code);
  }
}
