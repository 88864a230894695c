/** From an HTTP request to its answer: control, pages, OAuth or the API, with the log, the faults and the latency around. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { ZodError } from "zod";
import { type Answer, isJsonApi, json, Refusal, unknownRoute } from "./answers";
import { answerApiCall } from "./api";
import { type Credentials, ownerOf } from "./callers";
import { control, takeScheduled } from "./control";
import { ControlError } from "./control-lookup";
import { replacedAnswer, send, strike } from "./faults";
import { answerOAuth } from "./oauth";
import { overLimit } from "./rate-limit";
import { type LoggedRequest, listRequests, logRequest } from "./request-log";
import { SERVER_IDS } from "./state";
import { answerUi } from "./ui";
import type { World } from "./world";

const LARGEST_BODY_BYTES = 10 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Another site's page, open in the same browser, must not press these buttons. */
function isForeignPage(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  const isLoopbackName = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host ?? "");
  const isOwnPage = origin === undefined || origin === `http://${host}`;
  return !isLoopbackName || !isOwnPage;
}

function answerControl(
  world: World,
  method: string,
  path: string | undefined,
  search: URLSearchParams,
  body: string,
): Answer {
  if (method === "GET" && path === "state") return json(200, world.state);
  try {
    if (method === "GET" && path === "requests") return json(200, listRequests(world.log, search));
    if (method !== "POST" || path !== undefined) return unknownRoute();
    return json(200, { ok: true, ...control(world, JSON.parse(body)) });
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    if (error instanceof ZodError) return json(400, { ok: false, issues: error.issues });
    if (error instanceof ControlError || error instanceof SyntaxError) {
      return json(400, { ok: false, message: error.message });
    }
    throw error;
  }
}

type Call = {
  caller: Credentials;
  method: string;
  url: URL;
  path: string[];
  contentType: string | null;
  body: string;
};

function answerServer(world: World, call: Call): Answer {
  const { caller, method, url, contentType, body } = call;
  const { server } = caller;
  if (call.path[0] === "oauth") {
    const parameters = method === "POST" ? new URLSearchParams(body) : url.searchParams;
    const endpoint = call.path.length === 2 ? (call.path[1] ?? "") : "";
    return answerOAuth(world, { server, method, endpoint, parameters }) ?? unknownRoute();
  }
  const path = call.path[0] === "api" ? call.path.slice(1) : call.path;
  const identity = caller.authorization ?? caller.apiKey ?? "";
  const refused = overLimit(world.callsInWindow, world.switches.rateLimit, identity, world.now());
  if (refused) return refused;
  const answer = answerApiCall(
    world.state,
    world.switches,
    {
      caller,
      method,
      path,
      search: url.searchParams,
      url: `${url.origin}${url.pathname}`,
      contentType,
      body,
    },
    world.now(),
  );
  if (!world.switches.plainContentType || !isJsonApi(answer)) return answer;
  return { ...answer, headers: { ...answer.headers, "content-type": "application/json; charset=utf-8" } };
}

/** Answers one request; `save` is called before the answer to a change is sent. */
export async function handle(
  world: World,
  save: () => Promise<void>,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const method = request.method ?? "GET";
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "127.0.0.1"}`);
  const segments = url.pathname.split("/").filter((segment) => segment !== "");
  const body = await readBody(request);
  if (body === null) return send(response, json(413, { message: "Request Too Long" }), null);
  const server = SERVER_IDS.find((id) => id === segments[0]);
  if (server === undefined) {
    const isControl = segments[0] === "control";
    const isUi = segments[0] === undefined || segments[0] === "ui";
    if (!isControl && !isUi) return send(response, unknownRoute(), null);
    if (isForeignPage(request)) return send(response, json(403, { message: "Loopback only" }), null);
    const answer = isControl
      ? answerControl(world, method, segments[1], url.searchParams, body)
      : answerUi(world, {
          method,
          path: segments,
          search: url.searchParams,
          form: new URLSearchParams(body),
        });
    if (method !== "GET") await save();
    return send(response, answer, null);
  }

  const { headers } = request;
  const apiKey = headers["x-api-key"]?.toString() ?? null;
  const caller = { server, apiKey, authorization: headers.authorization ?? null };
  const isOAuth = segments[1] === "oauth";
  const entry: LoggedRequest = {
    at: world.now().toISOString(),
    server,
    method,
    path: request.url ?? "/",
    apiKey,
    accountId: ownerOf(world.state, caller)?.id ?? null,
    isWrite: !isOAuth && method !== "GET" && method !== "HEAD",
    status: null,
  };
  logRequest(world.log, entry);
  const isPage = isOAuth && segments[2] === "authorize";
  const fault = isPage ? null : strike(world.faults, entry.path);
  const answer =
    (fault && replacedAnswer(fault)) ??
    answerServer(world, {
      caller,
      method,
      url,
      path: segments.slice(1),
      contentType: headers["content-type"] ?? null,
      body,
    });
  entry.status = answer.status;
  const hasActed = takeScheduled(world, entry.path);
  if (hasActed || method !== "GET") await save();
  if (world.switches.latencyMs > 0 && !isOAuth)
    await wait(world.switches.latencyMs, undefined, { ref: false });
  return send(response, answer, fault);
}
