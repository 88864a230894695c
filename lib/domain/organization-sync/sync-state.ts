import type { SyncLogEntry } from "./sync-log";
import type { AccountFields, LinkSnapshot, LinkState, SyncedField } from "./synced-fields";

/** An organization as IT Glue has it now. All ids are text; `updatedAt` is an instant. */
export type ReadOrganization = {
  id: string;
  name: string;
  shortName: string | null;
  typeId: string | null;
  typeName: string | null;
  statusId: string | null;
  statusName: string | null;
  parentId: string | null;
  /** The MSP itself: it takes no part. */
  isPrimary: boolean;
  updatedAt: string;
};

/** An organization as the last sync left it; `missingSince` where IT Glue no longer had it. */
export type MirroredOrganization = Omit<ReadOrganization, "updatedAt"> & {
  itGlueUpdatedAt: string;
  missingSince: string | null;
};

export type Kind = { id: string; name: string };
export type Kinds = { types: readonly Kind[]; statuses: readonly Kind[] };

/** Ids of the types and statuses that take part; null: all of them. */
export type Selection = { typeIds: readonly string[] | null; statusIds: readonly string[] | null };

export type SyncLink = {
  organizationId: string;
  accountId: string;
  linkedAt: string;
  isLeading: boolean;
  state: LinkState;
  problem: string | null;
  snapshot: LinkSnapshot | null;
};

export type SyncAccount = AccountFields & {
  id: string;
  version: number;
  isActive: boolean;
  source: "it-glue" | "manual";
};

/** What the newest row of the sync log says of an account that has no organization. */
export type LastSaid = Pick<SyncLogEntry, "event" | "fields" | "accountName"> & { reason: string | null };

export type SyncState = {
  kinds: Kinds;
  selection: Selection;
  /** Accounts make or change organizations too; otherwise only the other way round. */
  isTwoWay: boolean;
  /** No sync that kept a log has run yet: what is mirrored and not linked was left so by a person. */
  isFirstWithLog: boolean;
  mirrored: readonly MirroredOrganization[];
  links: readonly SyncLink[];
  accounts: readonly SyncAccount[];
  /** Organizations that were linked, unlinked or left to a person before: no rule links them again. */
  decidedOrganizationIds: ReadonlySet<string>;
  /** Accounts that had an organization once: they make no other by themselves. */
  decidedAccountIds: ReadonlySet<string>;
  lastSaid: ReadonlyMap<string, LastSaid>;
  /** The id of the account that is made of an organization; another for each. */
  newAccountId: (organizationId: string) => string;
};

/** What the API is to set; the same names as the gateway's. */
export type OrganizationChange = {
  name?: string;
  shortName?: string | null;
  typeId?: string | null;
  statusId?: string | null;
  parentId?: string | null;
};

/** One field of an account that is to come over to its organization. */
export type FieldPush = {
  field: SyncedField;
  /** What the account has: the id of an account for the parent. */
  accountValue: string | null;
  change: OrganizationChange;
  /** For the parent: an account whose organization is made in the same run, and is what to send. */
  parentMadeBy?: string;
  /** In words, for the log. */
  from: string | null;
  to: string | null;
};

export type OrganizationUpdate = {
  organizationId: string;
  organizationName: string;
  /** Its `updated-at` as it was read. */
  organizationUpdatedAt: string;
  accountId: string;
  accountName: string;
  /** The account's version these values are of, once the plan is written. */
  version: number;
  pushes: FieldPush[];
};

export type OrganizationCreation = {
  accountId: string;
  accountName: string;
  version: number;
  values: Required<OrganizationChange>;
  /** An account whose organization is made before this one, in the same run: it becomes the parent. */
  parentMadeBy: string | null;
  /** The account's side of the new link; a field that could not be sent is empty in it, so that it is sent later. */
  account: AccountFields;
  waiting: LinkSnapshot["waiting"];
  /** Fields that could not be sent. */
  problems: SyncLogEntry[];
  fields: SyncLogEntry["fields"];
};

export type NewLink = Omit<SyncLink, "linkedAt">;

export type SyncPlan = {
  /** Mirror rows to write: new, changed or returned organizations. */
  upserts: MirroredOrganization[];
  /** Ids of organizations that IT Glue no longer has. */
  vanishedIds: string[];
  /** Parents before their children. */
  newAccounts: { id: string; fields: AccountFields }[];
  newLinks: NewLink[];
  linkUpdates: SyncLink[];
  accountUpdates: {
    accountId: string;
    /** Before the update. */
    version: number;
    from: Partial<AccountFields>;
    to: Partial<AccountFields>;
  }[];
  /** To be made in IT Glue, in this order: parents before their children. */
  creations: OrganizationCreation[];
  updates: OrganizationUpdate[];
  log: SyncLogEntry[];
};
