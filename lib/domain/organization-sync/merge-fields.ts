import {
  type AccountFields,
  FIELD_OF_ACCOUNT,
  FIELD_OF_ORGANIZATION,
  foldedName,
  type LinkSnapshot,
  type OrganizationFields,
  SYNCED_FIELDS,
  type SyncedField,
} from "./synced-fields";

/** How parents are told on the two sides. */
export type Parents = {
  /** The account an organization belongs to; null for none. */
  accountOf: (organizationId: string) => string | null;
  /** Whether an account may become the parent here: not itself, and not one below it. */
  mayBeParent: (accountId: string) => boolean;
};

export type Merge = {
  snapshot: LinkSnapshot;
  /** What the account takes over. */
  pulled: Partial<AccountFields>;
  /** Fields changed on both sides: the account's value stays. */
  conflicts: SyncedField[];
  /** Fields the account has changed and the organization has not got yet. */
  unsent: SyncedField[];
};

/** The first comparison of a link: what differs is left as it is until one side is changed (design.md 6). */
export function firstSnapshot(organization: OrganizationFields, account: AccountFields): LinkSnapshot {
  return { organization, account, waiting: {} };
}

/**
 * Compares the two sides of a link with what each had before, field by field. Changed on one side: the other follows.
 * Changed on both: the PSA wins, which is the account here. Pure; merging the outcome again changes nothing.
 */
export function mergeFields(
  before: LinkSnapshot,
  organization: OrganizationFields,
  account: AccountFields,
  parents: Parents,
): Merge {
  const merge: Merge = {
    snapshot: { ...before, organization: { ...before.organization }, account: { ...before.account } },
    pulled: {},
    conflicts: [],
    unsent: [],
  };
  for (const field of SYNCED_FIELDS) {
    const ofOrganization = organization[FIELD_OF_ORGANIZATION[field]];
    const ofAccount = account[FIELD_OF_ACCOUNT[field]];
    const isOrganizationChanged = ofOrganization !== before.organization[FIELD_OF_ORGANIZATION[field]];
    const isAccountChanged = ofAccount !== before.account[FIELD_OF_ACCOUNT[field]];
    if (isSame(field, ofOrganization, ofAccount, parents)) {
      note(merge.snapshot, field, ofOrganization, ofAccount);
    } else if (isOrganizationChanged && isAccountChanged) {
      merge.conflicts.push(field);
      merge.unsent.push(field);
      note(merge.snapshot, field, ofOrganization, before.account[FIELD_OF_ACCOUNT[field]]);
    } else if (isAccountChanged) {
      merge.unsent.push(field);
    } else if (isOrganizationChanged) {
      const value = asAccountHasIt(field, ofOrganization, parents);
      if (value === undefined) continue;
      Object.assign(merge.pulled, { [FIELD_OF_ACCOUNT[field]]: value });
      note(merge.snapshot, field, ofOrganization, value);
    }
  }
  return merge;
}

/** Notes what the two sides of one field had. */
export function note(
  snapshot: LinkSnapshot,
  field: SyncedField,
  ofOrganization: string | null,
  ofAccount: string | null,
): void {
  Object.assign(snapshot.organization, { [FIELD_OF_ORGANIZATION[field]]: ofOrganization });
  Object.assign(snapshot.account, { [FIELD_OF_ACCOUNT[field]]: ofAccount });
}

function isSame(
  field: SyncedField,
  ofOrganization: string | null,
  ofAccount: string | null,
  parents: Parents,
): boolean {
  if (field === "parent")
    return ofAccount === (ofOrganization === null ? null : (parents.accountOf(ofOrganization) ?? undefined));
  if (field === "name") return ofOrganization === ofAccount;
  if (field === "accountCode") return (ofOrganization ?? "") === (ofAccount ?? "");
  return foldedName(ofOrganization ?? "") === foldedName(ofAccount ?? "");
}

/** Undefined: a parent that no account stands for; it is taken over once one does. */
function asAccountHasIt(
  field: SyncedField,
  ofOrganization: string | null,
  parents: Parents,
): string | null | undefined {
  if (field !== "parent" || ofOrganization === null) return ofOrganization;
  const accountId = parents.accountOf(ofOrganization);
  return accountId !== null && parents.mayBeParent(accountId) ? accountId : undefined;
}
