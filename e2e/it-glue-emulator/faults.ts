/** Faults: what a caller gets instead of, or done to, the true answer. */
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { type Answer, brokenServer, html, json, jsonApi, redirectTo } from "./answers";
import { pathMatches } from "./path-match";

export const FAULT_KINDS = [
  "429",
  "500",
  "502-html",
  "503",
  "504",
  /** An errors array saying that the request took too long. */
  "took-too-long",
  /** The true answer after `delayMs` (30 s). */
  "slow",
  /** The true answer, one byte each `delayMs` (1 s). */
  "drip",
  /** Half of the true body, as if it were whole. */
  "truncated",
  /** The connection is cut in the middle of the body. */
  "reset",
  /** JSON that is no answer of this API. */
  "malformed",
  /** 302 to `location`. */
  "redirect",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export type Fault = {
  kind: FaultKind;
  /** Only calls whose path with query contains this. */
  match: string | null;
  /** How often it strikes; `null`: until cleared. */
  times: number | null;
  /** Matching calls let through first. */
  afterRequests: number;
  /** Seconds in `Retry-After`; `null`: no such header. */
  retryAfter: number | string | null;
  delayMs: number | null;
  location: string | null;
};

/** The fault that strikes this call, counted down; the first that matches wins. */
export function strike(faults: Fault[], path: string): Fault | null {
  for (const fault of faults) {
    if (!pathMatches(path, fault.match)) continue;
    if (fault.afterRequests > 0) {
      fault.afterRequests -= 1;
      continue;
    }
    if (fault.times === null) return fault;
    if (fault.times <= 0) continue;
    fault.times -= 1;
    return fault;
  }
  return null;
}

function retryAfter(fault: Fault): Record<string, string> {
  return fault.retryAfter === null ? {} : { "retry-after": String(fault.retryAfter) };
}

/** The answer given in place of the true one; `null` for faults that only mistreat the true one. */
export function replacedAnswer(fault: Fault): Answer | null {
  switch (fault.kind) {
    case "429":
      return json(429, { message: "Too Many Requests" }, retryAfter(fault));
    case "500":
      return brokenServer();
    case "502-html":
      return html(
        502,
        "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>",
      );
    case "503":
      return json(503, { message: "Service Unavailable" }, retryAfter(fault));
    case "504":
      return json(504, { message: "Endpoint request timed out" });
    case "took-too-long":
      return jsonApi(504, {
        errors: [
          {
            status: 504,
            title: "Gateway Timeout",
            detail: "The request took too long to process and timed out.",
          },
        ],
      });
    case "malformed":
      return jsonApi(200, { records: "none of these" });
    case "redirect":
      return redirectTo(fault.location ?? "http://127.0.0.1:9/elsewhere");
    default:
      return null;
  }
}

async function pause(milliseconds: number, response: ServerResponse): Promise<boolean> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once("close", leave);
  await wait(milliseconds, undefined, { signal: gone.signal }).catch(() => undefined);
  response.off("close", leave);
  return !response.destroyed;
}

/** Sends an answer, mistreated as `fault` asks. Resolves when it has been sent or the caller has gone. */
export async function send(response: ServerResponse, answer: Answer, fault: Fault | null): Promise<void> {
  if (fault?.kind === "slow" && !(await pause(fault.delayMs ?? 30_000, response))) return;
  const whole = Buffer.from(answer.body);
  const body = fault?.kind === "truncated" ? whole.subarray(0, Math.floor(whole.length / 2)) : whole;
  response.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
  if (fault?.kind === "reset") {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
    return;
  }
  if (fault?.kind === "drip") {
    for (const byte of body) {
      response.write(Buffer.of(byte));
      if (!(await pause(fault.delayMs ?? 1000, response))) return;
    }
    response.end();
    return;
  }
  response.end(body);
}
