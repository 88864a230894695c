/** Fields kept the same on both sides (domain.md 3.1), as an organization has them. */
export type OrganizationFields = {
  name: string;
  accountCode: string | null;
  typeName: string | null;
  statusName: string | null;
  /** IT Glue's id of the parent organization. */
  parentId: string | null;
};

/** The same fields as an account has them; its parent is an account. */
export type AccountFields = Omit<OrganizationFields, "parentId"> & { parentAccountId: string | null };

export const SYNCED_FIELDS = ["name", "accountCode", "typeName", "statusName", "parent"] as const;
export type SyncedField = (typeof SYNCED_FIELDS)[number];

/** Why a changed field of an account has not come over to IT Glue yet. */
export type Waiting = {
  reason: WaitingReason;
  /** What the account has: another value is tried anew. */
  value: string | null;
  /** The organization's `updated-at` when IT Glue refused; null where IT Glue was not asked. */
  refusedAt: string | null;
};

export type WaitingReason =
  /** IT Glue has no organization type, or status, of this name. */
  | "unknown-type"
  | "unknown-status"
  /** The account's parent account has no organization. */
  | "parent-not-linked"
  /** Another organization has the name. */
  | "name-taken"
  /** A PSA owns the organization: IT Glue takes no change. */
  | "psa-synced"
  /** IT Glue refused the value for another reason, told in the sync log. */
  | "refused";

/**
 * What each side of a link had when the two were last compared: a field that differs from it was changed on that side
 * since. Fields that differed when a link was made stand here as they were, and are left so until one side is changed.
 */
export type LinkSnapshot = {
  organization: OrganizationFields;
  account: AccountFields;
  waiting: Partial<Record<SyncedField, Waiting>>;
};

/**
 * "orphaned": deleted in IT Glue or no longer selected; "read-only": IT Glue refuses changes to it; "error": a change of
 * the account could not be made in IT Glue.
 */
export type LinkState = "synced" | "orphaned" | "read-only" | "error";

/** The account's word for each field of the sync log. */
export const FIELD_OF_ACCOUNT = {
  name: "name",
  accountCode: "accountCode",
  typeName: "typeName",
  statusName: "statusName",
  parent: "parentAccountId",
} as const satisfies Record<SyncedField, keyof AccountFields>;

export const FIELD_OF_ORGANIZATION = {
  name: "name",
  accountCode: "accountCode",
  typeName: "typeName",
  statusName: "statusName",
  parent: "parentId",
} as const satisfies Record<SyncedField, keyof OrganizationFields>;

/** How names are compared when a first link is sought: exactly, but for blanks around and case (domain.md 3.2). */
export function foldedName(name: string): string {
  return name.trim().toLowerCase();
}
