/** What was asked of the three servers: a log of the latest calls, and counts per key that no length limits. */
import { z } from "zod";
import { pathMatches } from "./path-match";
import type { ServerId } from "./state";

const LONGEST_LOG = 5000;

export type LoggedRequest = {
  at: string;
  server: ServerId;
  method: string;
  path: string;
  /** As sent, whether good or not; `null` without one. */
  apiKey: string | null;
  /** The account that a good key or token belongs to. */
  accountId: string | null;
  /** POST, PATCH or DELETE of a record; calls of `/oauth` are no writes. */
  isWrite: boolean;
  status: number | null;
};

export type RequestCounts = { requests: number; writes: number };

export type RequestLog = {
  requests: LoggedRequest[];
  total: RequestCounts;
  /** By key as sent; calls without one under "". */
  byKey: Map<string, RequestCounts>;
};

export function createRequestLog(): RequestLog {
  return { requests: [], total: { requests: 0, writes: 0 }, byKey: new Map() };
}

export function clearRequests(log: RequestLog): void {
  log.requests.length = 0;
  log.total = { requests: 0, writes: 0 };
  log.byKey.clear();
}

export function logRequest(log: RequestLog, request: LoggedRequest): void {
  log.requests.push(request);
  if (log.requests.length > LONGEST_LOG) log.requests.shift();
  const counts = log.byKey.get(request.apiKey ?? "") ?? { requests: 0, writes: 0 };
  log.byKey.set(request.apiKey ?? "", counts);
  for (const one of [log.total, counts]) {
    one.requests += 1;
    if (request.isWrite) one.writes += 1;
  }
}

const requestFilter = z.strictObject({
  method: z.string().optional(),
  server: z.string().optional(),
  apiKey: z.string().optional(),
  accountId: z.string().optional(),
  /** Part of path and query. */
  match: z.string().optional(),
  writes: z.enum(["true", "false"]).optional(),
});

export type RequestFilter = z.input<typeof requestFilter>;

/**
 * The logged calls, oldest first, that `search` admits, with the counts of all calls since the log was cleared.
 * Throws ZodError for a filter that is not known.
 */
export function listRequests(log: RequestLog, search: URLSearchParams) {
  const { match, writes, ...exact } = requestFilter.parse(Object.fromEntries(search));
  const requests = log.requests.filter(
    (request) =>
      pathMatches(request.path, match ?? null) &&
      (writes === undefined || String(request.isWrite) === writes) &&
      Object.entries(exact).every(([key, value]) => request[key as keyof typeof exact] === value),
  );
  return { requests, counts: { ...log.total, byKey: Object.fromEntries(log.byKey) } };
}
