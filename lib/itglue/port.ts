import type { ItGlueServer } from "@/lib/domain/regions";

/** How a call proves who it is: the tenant's API key, or a user's token from Connect. */
export type ItGlueCredential = { kind: "api-key"; key: string } | { kind: "bearer"; token: string };

/** How a credential is named where its turns are counted: SHA-256, hexadecimal. */
export async function digestOfCredential(credential: ItGlueCredential): Promise<string> {
  const secret = credential.kind === "api-key" ? credential.key : credential.token;
  const bytes = new TextEncoder().encode(`${credential.kind} ${secret}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Turns of one credential under IT Glue's rate limit, shared by all workers of a tenant. Names the credential by its
 * digest only (`digestOfCredential`).
 */
export interface RequestBudget {
  /** Reserves one request at `nowMs` (since 1970); answers the milliseconds to wait for its turn, 0 while there are any left. */
  reserve(credentialDigest: string, nowMs: number): Promise<number>;
  /** Gives back a reservation that was not used. */
  release(credentialDigest: string): Promise<void>;
}

/**
 * IT Glue allows 3000 requests in 5 minutes, of whoever calls; Flexbill makes 2400 of one credential at most, in any 5
 * minutes there are: a burst from a full bucket, what is refilled meanwhile, and turns taken up to `heldSeconds` before
 * (1160 + 4 × (300 + 10) = 2400).
 */
export const REQUEST_RATE = { burst: 1160, perSecond: 4, heldSeconds: 10 } as const;

/** `budget`: where the turns are counted; without one, in this process. */
export type ItGlueTarget = { server: ItGlueServer; credential: ItGlueCredential; budget?: RequestBudget };

/** The IT Glue account behind a credential: its `primary` organization, the MSP itself (design.md 4). */
export type ItGlueAccount = { accountId: string; accountName: string };

/** All ids are strings: real ones have up to 18 digits, beyond what a JavaScript number keeps (itglue-api.md 0.7). */
export type OrganizationRecord = {
  id: string;
  name: string;
  shortName: string | null;
  typeId: string | null;
  typeName: string | null;
  statusId: string | null;
  statusName: string | null;
  parentId: string | null;
  isPrimary: boolean;
  updatedAt: string;
};

/** An organization type or status. */
export type OrganizationKindRecord = { id: string; name: string };

/** What Flexbill writes to an organization; other fields are left alone. */
export type OrganizationValues = {
  name: string;
  shortName: string | null;
  typeId: string | null;
  statusId: string | null;
  parentId: string | null;
};

export type AssetFieldRecord = {
  id: string;
  name: string;
  nameKey: string;
  kind: string;
  decimals: number;
  order: number;
  /** Options of a Select (`default-value`, one a line), without separator lines. */
  options: string[];
  tagType: string | null;
};

export type AssetTypeRecord = { id: string; name: string; isEnabled: boolean; fields: AssetFieldRecord[] };

export type AssetRecord = {
  id: string;
  organizationId: string;
  organizationName: string;
  assetTypeId: string;
  /** Blank where a type has no title field (itglue-api.md 4). */
  name: string;
  traits: Record<string, unknown>;
  isArchived: boolean;
  isRestricted: boolean;
  resourceUrl: string | null;
  updatedAt: string;
};

export type AssetFilter = { assetTypeId: string; organizationId?: string };

/** `at`: the `next` of an earlier page of the same list. `pageSize`: 1000 at most; a page `at` which one goes on keeps its own. */
export type AssetPageRequest = AssetFilter & {
  /** Last changed first, for a quick pass; otherwise oldest first, so that changes move nothing still to come. */
  newestFirst?: boolean;
  at?: string | null;
  pageSize?: number;
};

/** One page of assets, for reads that go on in another step or process. */
export type AssetPage = {
  records: AssetRecord[];
  /** Address of the next page, within IT Glue's API; null after the last. */
  next: string | null;
  /** `meta.total-count` as this page named it; null where it named none. */
  total: number | null;
};

export type ReadOptions = { signal?: AbortSignal };

/**
 * What Flexbill asks of IT Glue. Every method throws `ItGlueError` and nothing else of its own (a `RequestBudget` that
 * fails passes through); a list is whole or it throws.
 */
export interface ItGlueGateway {
  /** HTTP requests made through this gateway so far, repeated ones included. */
  readonly requests: number;
  /** Proves credential, server and network with one call, and names the account behind them. */
  proveAccount(options?: ReadOptions): Promise<ItGlueAccount>;
  /** Pages of all organizations of the account, the MSP's own (`isPrimary`) among them. */
  organizations(options?: ReadOptions): AsyncIterable<OrganizationRecord[]>;
  /** Every asset type with its fields, disabled types included. */
  assetTypes(options?: ReadOptions): Promise<AssetTypeRecord[]>;
  /** Pages of one organization's assets of one type, archived ones included. A whole type is read by `assetPage`. */
  assets(filter: Required<AssetFilter>, options?: ReadOptions): AsyncIterable<AssetRecord[]>;
  /**
   * One page of the assets of one type, archived ones included, each once: for types too large to be held whole, and
   * for reads that go on in another step. One page is one read with a deadline of its own. Nothing proves the list
   * whole: the caller compares the different records of all its pages with their `total`.
   */
  assetPage(request: AssetPageRequest, options?: ReadOptions): Promise<AssetPage>;
  /** Every organization type and status. */
  organizationKinds(
    options?: ReadOptions,
  ): Promise<{ types: OrganizationKindRecord[]; statuses: OrganizationKindRecord[] }>;
  /**
   * Creates an organization. Never repeated once it may have arrived: an error with `isOutcomeUnknown` means look
   * (read the organizations) before asking again. `refusal` tells a taken name from other refusals.
   */
  createOrganization(values: OrganizationValues, options?: ReadOptions): Promise<OrganizationRecord>;
  /**
   * Sets the values given and no others; safe to repeat, and repeated here as reads are. `refusal` is "psa-synced"
   * where a PSA owns the organization and IT Glue takes no change.
   */
  updateOrganization(
    id: string,
    values: Partial<OrganizationValues>,
    options?: ReadOptions,
  ): Promise<OrganizationRecord>;
}

/** Makes a gateway for a tenant's server and credential; commands are handed this, never a URL. */
export type ItGlueGatewayFactory = (target: ItGlueTarget) => ItGlueGateway;

export type ItGlueErrorCode =
  /** 403: wrong key, key of another server, revoked key. */
  | "forbidden"
  | "unauthorized"
  | "not-found"
  | "unprocessable"
  | "rate-limited"
  | "unavailable"
  | "timeout"
  | "network"
  /** The answer was no JSON, cut off, or not of the documented form. */
  | "malformed"
  | "cancelled";

/** Why IT Glue refused a write it understood (422): known reasons, or "other", whose words are in the error. */
export type WriteRefusal =
  /** Another organization has the name. */
  | "name-taken"
  /** The record is synced with a PSA and read-only through the API. */
  | "psa-synced"
  | "other";

export type ItGlueErrorFacts = {
  /** Set where a write was refused with 422. */
  refusal?: WriteRefusal | null;
  /** IT Glue's own words on the first fault, without title ("has already been taken"); null where it gave none. */
  detail?: string | null;
  /** What the first fault points at ("/data/attributes/name"). */
  pointer?: string | null;
  /** A write was sent and no answer says whether it was carried out. */
  isOutcomeUnknown?: boolean;
};

/** The one error of the gateway. `message` is for the log and keeps IT Glue's own words; screens show words for `code`. */
export class ItGlueError extends Error {
  override readonly name = "ItGlueError";
  readonly refusal: WriteRefusal | null;
  readonly detail: string | null;
  readonly pointer: string | null;
  readonly isOutcomeUnknown: boolean;
  constructor(
    readonly code: ItGlueErrorCode,
    message: string,
    readonly status: number | null = null,
    readonly retryAfterSeconds: number | null = null,
    facts: ItGlueErrorFacts = {},
  ) {
    super(message);
    this.refusal = facts.refusal ?? null;
    this.detail = facts.detail ?? null;
    this.pointer = facts.pointer ?? null;
    this.isOutcomeUnknown = facts.isOutcomeUnknown ?? false;
  }
}
