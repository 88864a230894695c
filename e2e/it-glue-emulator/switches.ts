/** Settings by which the emulator takes the other side of an open question, or ages what it hands out. */
export type RateLimit = {
  requests: number;
  perSeconds: number;
  /** What the 429 says in `Retry-After`. */
  retryAfter: "none" | "seconds" | "date";
};

export type Switches = {
  numbersAsStrings: boolean;
  noLinks: boolean;
  nullTotalCount: boolean;
  maxPageSize422: boolean;
  numericIncludedIds: boolean;
  strictSelect: boolean;
  renameChangesKey: boolean;
  /** A page asked for with more rows than this answers 504. */
  timeoutOverRows: number | null;
  /** Every answer of the API comes this much later. */
  latencyMs: number;
  /** Per key; `null`: no limit. */
  rateLimit: RateLimit | null;
  /** `parent-id` as a number and `ancestor-ids` as an array, where the reference prints strings. */
  numericParentIds: boolean;
  /** `application/json` in place of `application/vnd.api+json`. */
  plainContentType: boolean;
  /** Origin printed in `links` instead of the emulator's own: a hostile or broken server. */
  linkOrigin: string | null;
  /** `expires_in` of access tokens handed out from now on. */
  tokenSeconds: number;
};

export const DEFAULT_SWITCHES: Readonly<Switches> = {
  numbersAsStrings: false,
  noLinks: false,
  nullTotalCount: false,
  maxPageSize422: false,
  numericIncludedIds: false,
  strictSelect: false,
  renameChangesKey: false,
  timeoutOverRows: null,
  latencyMs: 0,
  rateLimit: null,
  numericParentIds: false,
  plainContentType: false,
  linkOrigin: null,
  tokenSeconds: 3600,
};
