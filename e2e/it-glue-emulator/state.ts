/** The emulated world: three servers, the IT Glue accounts on them, and the tokens handed out. Plain JSON throughout. */

export const SERVER_IDS = ["us", "eu", "au"] as const;
export type ServerId = (typeof SERVER_IDS)[number];

export const FIELD_KINDS = [
  "Checkbox",
  "Date",
  "Header",
  "Number",
  "Select",
  "Text",
  "Textbox",
  "Upload",
  "Tag",
  "Percent",
  "Password",
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

type Stamped = { createdAt: string; updatedAt: string };

export type NamedKind = Stamped & { id: string; name: string; synced: boolean };

export type Organization = Stamped & {
  id: string;
  name: string;
  shortName: string | null;
  alert: string | null;
  description: string | null;
  quickNotes: string | null;
  typeId: string | null;
  statusId: string | null;
  parentId: string | null;
  primary: boolean;
  myGlueAccountId: string | null;
  /** Set where the organization is synced with a PSA: it is then all but read-only. */
  psa: { id: string; type: string } | null;
};

export type AssetField = Stamped & {
  id: string;
  name: string;
  nameKey: string;
  kind: FieldKind;
  order: number;
  hint: string | null;
  decimals: number;
  tagType: string | null;
  required: boolean;
  useForTitle: boolean;
  expiration: boolean;
  showInList: boolean;
  defaultValue: string | number | null;
};

export type AssetType = Stamped & {
  id: string;
  name: string;
  description: string | null;
  icon: string;
  enabled: boolean;
  showInMenu: boolean;
  /** Made by an integration of IT Glue's own: the API may not edit it. */
  locked: boolean;
  fields: AssetField[];
};

/** Values are kept by field id, so that a rename loses nothing; tags are kept as ids of their targets. */
export type Asset = Stamped & {
  id: string;
  organizationId: string;
  typeId: string;
  values: Record<string, unknown>;
  archived: boolean;
  restricted: boolean;
};

/** Something a Tag may point at, other than an asset: a contact, a configuration, a password's entry. */
export type TagTarget = {
  id: string;
  tagType: string;
  name: string;
  organizationId: string | null;
  extra: Record<string, unknown>;
};

export type User = { id: string; name: string; email: string };
export type ApiKey = { key: string; revoked: boolean };

export type Account = {
  id: string;
  server: ServerId;
  name: string;
  subdomain: string;
  /** The last id given out; ids are numbers of 16 to 18 digits kept as text. */
  lastId: string;
  apiKeys: ApiKey[];
  users: User[];
  organizationTypes: NamedKind[];
  organizationStatuses: NamedKind[];
  organizations: Organization[];
  assetTypes: AssetType[];
  assets: Asset[];
  tagTargets: TagTarget[];
};

export type AuthorizationCode = {
  code: string;
  accountId: string;
  userId: string;
  redirectUri: string;
  codeChallenge: string;
  expiresAt: string;
};

export type Token = {
  accessToken: string;
  refreshToken: string;
  accountId: string;
  userId: string;
  expiresAt: string;
};

export type EmulatorState = {
  version: 1;
  accounts: Account[];
  codes: AuthorizationCode[];
  tokens: Token[];
};

/** Gives out the account's next id. */
export function nextId(account: Account): string {
  account.lastId = (BigInt(account.lastId) + 1n).toString();
  return account.lastId;
}

/** Time as IT Glue writes it: RFC 3339, UTC, always with milliseconds. */
export function timestamp(at: Date): string {
  return at.toISOString();
}
