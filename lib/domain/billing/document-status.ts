import type { DocumentKind } from "./document-number";

/** What an invoice or credit note is waiting for. `paid`: nothing is open of it, whichever way. */
export const DOCUMENT_STATUSES = ["open", "overdue", "paid", "credited", "void"] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];

export type StatusFacts = {
  kind: DocumentKind;
  isVoid: boolean;
  /** A credit note that is not void takes it back. */
  isCredited: boolean;
  /** What the customer still owes of it, in minor units; below zero: what is owed to the customer. */
  openMinor: bigint;
  /** "YYYY-MM-DD" */
  dueOn: string;
};

/** @param todayOn the tenant's business date: an invoice is overdue from the day after `dueOn`. */
export function documentStatus(facts: StatusFacts, todayOn: string): DocumentStatus {
  if (facts.isVoid) return "void";
  if (facts.isCredited) return "credited";
  if (facts.kind === "credit-note") return facts.openMinor < 0n ? "open" : "paid";
  if (facts.openMinor <= 0n) return "paid";
  return facts.dueOn < todayOn ? "overdue" : "open";
}
