import type { Status } from "@/app/_components/status";
import type { LinkReason } from "@/lib/domain/organization-sync/link-reason";
import type { SyncEvent, SyncReason } from "@/lib/domain/organization-sync/sync-log";

/** The word, color and icon of each event. */
export const EVENT_LOOKS: Record<SyncEvent, { status: Status; label: string }> = {
  pulled: { status: "issued", label: "Pulled from IT Glue" },
  pushed: { status: "issued", label: "Pushed to IT Glue" },
  linked: { status: "linked", label: "Linked" },
  unlinked: { status: "not-connected", label: "Unlinked" },
  conflict: { status: "conflict", label: "Conflict" },
  undecided: { status: "suggested", label: "Needs a decision" },
  orphaned: { status: "orphaned", label: "Orphaned" },
  returned: { status: "linked", label: "Returned" },
  "read-only": { status: "read-only", label: "Read-only in IT Glue" },
  error: { status: "failed", label: "Error" },
};

/** Why, in a sentence: the one map of every code that is written to the sync log. */
const REASONS: Record<SyncReason | LinkReason, string> = {
  // A person
  "by-hand": "A person linked them.",
  "suggestion-accepted": "A person accepted the suggestion.",
  "made-leading":
    "A person made this the leading organization: its fields are the ones kept the same on both sides.",
  "units-kept": "A person unlinked them. Billed units were kept.",
  "lines-ended": "A person unlinked them and ended the service lines that counted it.",
  // Accounts and organizations that were made or changed
  "account-created": "The organization had no account, so one was made of it.",
  "organization-changed": "The organization was changed in IT Glue; the account follows it.",
  "organization-created": "The account had no organization, so one was made in IT Glue.",
  "account-changed": "The account was changed here; the organization follows it.",
  "same-name": "Both had the same name.",
  "linked-meanwhile": "Somebody linked the two while the organization was being made in IT Glue.",
  "changed-on-both-sides": "The field was changed on both sides; the account's value was kept.",
  // Leaving the sync and coming back
  "organization-deleted": "The organization is gone from IT Glue. Account, link and billed units stay.",
  "organization-deselected":
    "The organization's type or status is not selected in IT Glue Settings. Account, link and billed units stay.",
  "account-deselected":
    "The account's type or status is not selected in IT Glue Settings. Link and billed units stay.",
  "organization-back": "The organization is back in IT Glue.",
  "selected-again": "Its type and status are selected again.",
  // Decisions
  "several-of-this-name": "The name fits more than one account or organization.",
  "account-lost-organization": "The account of this name has lost its own organization.",
  "left-unlinked": "It was known and without an account when the sync log began.",
  "organization-of-this-name":
    "The account would make an organization, but one of its name is there without an account.",
  // Fields that could not come over
  "unknown-type": "IT Glue has no organization type of this name.",
  "unknown-status": "IT Glue has no organization status of this name.",
  "parent-not-linked": "The parent account has no organization.",
  "name-taken": "Another organization in IT Glue has this name.",
  "psa-synced": "IT Glue keeps this organization in step with a PSA and takes no change of it from here.",
  refused: "IT Glue refused the change.",
  // IT Glue did not answer, or not as documented
  unauthorized: "IT Glue refused the API key.",
  forbidden: "The API key may not do this in IT Glue.",
  "not-found": "IT Glue no longer has this organization.",
  "rate-limited": "IT Glue asked for a pause. The next sync tries again.",
  unavailable: "IT Glue was not available. The next sync tries again.",
  timeout: "IT Glue did not answer in time. The next sync tries again.",
  network: "IT Glue could not be reached. The next sync tries again.",
  malformed: "IT Glue's answer could not be read. The next sync tries again.",
  cancelled: "The sync was stopped before this was done. The next one tries again.",
  failed: "Something failed within Flexbill. The next sync tries again.",
};

/** A reason in a sentence; a code that is not known is shown as it is rather than not at all. */
export function reasonInWords(code: string): string {
  const words = (REASONS as Record<string, string | undefined>)[code];
  return words ?? `${code[0]?.toUpperCase() ?? ""}${code.slice(1).replaceAll("-", " ")}.`;
}

const FIELDS: Record<string, string> = {
  name: "Name",
  accountCode: "Account code",
  typeName: "Type",
  statusName: "Status",
  parent: "Parent",
};

/** The screen's word for a field that is kept the same on both sides. */
export function syncedFieldInWords(field: string): string {
  return FIELDS[field] ?? `${field[0]?.toUpperCase() ?? ""}${field.slice(1)}`;
}
