import { createHmac, timingSafeEqual } from "node:crypto";
import { type IncomingHttpHeaders, request } from "node:http";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";

/** Where this process serves its functions, and the key that proves a call to be its own. */
export type ServeRoute = { origin: string; signingKey: string };

export type ServeAnswer = { status: number; headers: IncomingHttpHeaders; body: unknown };

export type ServeCall = {
  method: "POST" | "PUT";
  query: Record<string, string>;
  headers?: Record<string, string>;
  body: Record<string, unknown>;
  signal?: AbortSignal;
};

/** Nothing at the origin answered as the app's own serve route: not started yet, another process, another key. */
export class ServeRouteUnreachable extends Error {
  override readonly name = "ServeRouteUnreachable";
}

const SIGNATURE = "x-inngest-signature";

/**
 * Calls the app's serve route over loopback HTTP, signed as Inngest signs. Waits as long as the step takes: `fetch` gives
 * up after five minutes, which a large tenant's step may need.
 * @throws ServeRouteUnreachable where the answer is not signed with the same key.
 */
export async function callServeRoute(route: ServeRoute, call: ServeCall): Promise<ServeAnswer> {
  const url = new URL("/api/inngest", route.origin);
  url.search = new URLSearchParams(call.query).toString();
  const text = canonicalJson(call.body);
  const answer = await send(url, text, {
    ...call,
    headers: {
      ...call.headers,
      "content-type": "application/json",
      [SIGNATURE]: signed(route.signingKey, text, Math.floor(Date.now() / 1000)),
      // The server must be able to close at once when the process stops.
      connection: "close",
    },
  });
  if (!isSignedBy(route.signingKey, answer.headers[SIGNATURE], answer.text)) {
    throw new ServeRouteUnreachable(
      `${url.origin}${url.pathname} answered ${answer.status} without this process's signature.`,
    );
  }
  return {
    status: answer.status,
    headers: answer.headers,
    body: answer.text === "" ? null : JSON.parse(answer.text),
  };
}

/** The functions the app registers, as an engine gets them when it syncs with the app. */
export async function registeredFunctions(route: ServeRoute, signal?: AbortSignal): Promise<unknown> {
  const answer = await callServeRoute(route, {
    method: "PUT",
    query: {},
    headers: { "x-inngest-sync-kind": "in_band" },
    body: { url: `${route.origin}/api/inngest` },
    signal,
  });
  if (answer.status !== 200)
    throw new ServeRouteUnreachable(`The serve route refused to sync: ${answer.status}`);
  return (answer.body as { functions: unknown }).functions;
}

function signed(key: string, text: string, seconds: number): string {
  return `t=${seconds}&s=${hmac(key, text, String(seconds))}`;
}

function hmac(key: string, text: string, seconds: string): string {
  return createHmac("sha256", key).update(text).update(seconds).digest("hex");
}

function isSignedBy(key: string, header: string | string[] | undefined, text: string): boolean {
  const given = new URLSearchParams(typeof header === "string" ? header : "");
  const expected = Buffer.from(hmac(key, text, given.get("t") ?? ""));
  const found = Buffer.from(given.get("s") ?? "");
  return expected.length === found.length && timingSafeEqual(expected, found);
}

type RawAnswer = { status: number; headers: IncomingHttpHeaders; text: string };

function send(
  url: URL,
  text: string,
  call: ServeCall & { headers: Record<string, string> },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new ServeRouteUnreachable(`${url.origin}: ${error.message}`));
    const outgoing = request(
      url,
      {
        method: call.method,
        headers: { ...call.headers, "content-length": String(Buffer.byteLength(text)) },
        signal: call.signal,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", fail);
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    outgoing.on("error", fail);
    outgoing.end(text);
  });
}
