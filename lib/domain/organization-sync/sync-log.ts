import type { WaitingReason } from "./synced-fields";

export type SyncEvent =
  /** Account made or changed after its organization. */
  | "pulled"
  /** Organization made or changed after its account. */
  | "pushed"
  | "linked"
  | "unlinked"
  /** One field changed on both sides: the account's value was kept. */
  | "conflict"
  | "orphaned"
  | "returned"
  | "read-only"
  | "error"
  /** Several accounts or organizations could be meant: a person decides. */
  | "undecided";

/** Why a row of the sync log was written, beside the reasons why a field waits. */
export type SyncReason =
  | WaitingReason
  // pulled
  | "account-created"
  | "organization-changed"
  // pushed
  | "organization-created"
  | "account-changed"
  // linked
  | "same-name"
  /** IT Glue answered a creation after somebody had linked the two. */
  | "linked-meanwhile"
  // conflict
  | "changed-on-both-sides"
  // orphaned
  | "organization-deleted"
  | "organization-deselected"
  | "account-deselected"
  // returned
  | "organization-back"
  | "selected-again"
  // undecided
  /** Several accounts of the organization's name, or several organizations of it, could be meant. */
  | "several-of-this-name"
  /** The account of this name has lost its own organization. */
  | "account-lost-organization"
  /** Known from before there was a sync log, and linked to no account. */
  | "left-unlinked"
  /** The account would make an organization, but one of its name is there and linked to no account. */
  | "organization-of-this-name"
  // error: IT Glue did not answer, or not as documented (a code of the gateway); the next run tries again
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "rate-limited"
  | "unavailable"
  | "timeout"
  | "network"
  | "malformed"
  | "cancelled"
  /** Failed within Flexbill; the server's log knows more. */
  | "failed";

/** What a field had and has; parents by name where one is known. */
export type FieldChange = { from: string | null; to: string | null };

/** One row of the sync log, before it is told when and who. */
export type SyncLogEntry = {
  event: SyncEvent;
  reason: SyncReason;
  organizationId: string | null;
  organizationName: string | null;
  accountId: string | null;
  accountName: string | null;
  /** By the account's name of each field; the parent as `parent`. */
  fields: Record<string, FieldChange>;
  /** IT Glue's own words. */
  detail?: string;
};
