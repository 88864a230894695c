/**
 * An authorization server that IT Glue does not have: it stands for one a deployment puts in front of Connect.
 * Authorization code with PKCE (S256) for one public client, refresh tokens that rotate, revocation.
 */
import { createHash, randomBytes } from "node:crypto";
import { type Answer, json, redirectTo } from "./answers";
import { consentPage, refusedPage } from "./oauth-pages";
import type { ServerId, Token } from "./state";
import type { World } from "./world";

export const OAUTH_CLIENT_ID = "flexbill";
const CODE_SECONDS = 600;
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

export type OAuthCall = { server: ServerId; method: string; endpoint: string; parameters: URLSearchParams };

function randomToken(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString("base64url")}`;
}

function isLoopback(redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname } = new URL(redirectUri);
  return protocol === "http:" && LOOPBACK.has(hostname);
}

function back(redirectUri: string, answer: Record<string, string | null>): Answer {
  const url = new URL(redirectUri);
  for (const [key, value] of Object.entries(answer)) if (value !== null) url.searchParams.set(key, value);
  return redirectTo(url.href);
}

function secondsFrom(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString();
}

/**
 * The consent page, and the decision made on it. A wrong client or redirect address is told to the person and never
 * redirected to; every other fault goes back to the client as an error.
 */
function authorize(world: World, { server, method, parameters }: OAuthCall): Answer {
  const get = (key: string) => parameters.get(key) ?? "";
  const redirectUri = get("redirect_uri");
  const state = parameters.get("state");
  if (get("client_id") !== OAUTH_CLIENT_ID) return refusedPage("This application is not known here.");
  if (!isLoopback(redirectUri))
    return refusedPage("The address to return to is not a loopback http address.");
  if (get("response_type") !== "code") {
    return back(redirectUri, { error: "unsupported_response_type", state });
  }
  if (get("code_challenge_method") !== "S256" || !S256_CHALLENGE.test(get("code_challenge"))) {
    return back(redirectUri, {
      error: "invalid_request",
      error_description: "PKCE with S256 is required",
      state,
    });
  }
  const accounts = world.state.accounts.filter((account) => account.server === server);
  if (method === "GET") return consentPage(server, accounts, parameters);

  if (get("decision") !== "approve") return back(redirectUri, { error: "access_denied", state });
  const userId = get("user_id");
  const account = accounts.find(({ users }) => users.some(({ id }) => id === userId));
  if (!account) return consentPage(server, accounts, parameters, "Choose who signs in.");
  const code = randomToken("code");
  world.state.codes.push({
    code,
    accountId: account.id,
    userId,
    redirectUri,
    codeChallenge: get("code_challenge"),
    expiresAt: secondsFrom(world.now(), CODE_SECONDS),
  });
  return back(redirectUri, { code, state });
}

function refused(error: string, description: string): Answer {
  return json(400, { error, error_description: description }, { "cache-control": "no-store" });
}

function issue(world: World, accountId: string, userId: string): Answer {
  const seconds = world.switches.tokenSeconds;
  const token: Token = {
    accessToken: randomToken("access"),
    refreshToken: randomToken("refresh"),
    accountId,
    userId,
    expiresAt: secondsFrom(world.now(), seconds),
  };
  world.state.tokens.push(token);
  return json(
    200,
    {
      access_token: token.accessToken,
      token_type: "Bearer",
      expires_in: seconds,
      refresh_token: token.refreshToken,
    },
    { "cache-control": "no-store" },
  );
}

function isOnServer(world: World, server: ServerId, accountId: string): boolean {
  return world.state.accounts.some((account) => account.id === accountId && account.server === server);
}

function exchange(world: World, server: ServerId, parameters: URLSearchParams): Answer {
  const code = parameters.get("code");
  const found = world.state.codes.find((one) => one.code === code);
  world.state.codes = world.state.codes.filter((one) => one !== found);
  const challenge = createHash("sha256")
    .update(parameters.get("code_verifier") ?? "")
    .digest("base64url");
  const isGood =
    found &&
    isOnServer(world, server, found.accountId) &&
    Date.parse(found.expiresAt) > world.now().getTime() &&
    found.redirectUri === parameters.get("redirect_uri") &&
    found.codeChallenge === challenge;
  if (!isGood) return refused("invalid_grant", "The authorization code is invalid, expired or already used");
  return issue(world, found.accountId, found.userId);
}

function refresh(world: World, server: ServerId, parameters: URLSearchParams): Answer {
  const sent = parameters.get("refresh_token");
  const found = world.state.tokens.find((token) => token.refreshToken === sent);
  if (!found || !isOnServer(world, server, found.accountId)) {
    return refused("invalid_grant", "The refresh token is invalid or already used");
  }
  world.state.tokens = world.state.tokens.filter((token) => token !== found);
  return issue(world, found.accountId, found.userId);
}

function token(world: World, { server, parameters }: OAuthCall): Answer {
  if (parameters.get("client_id") !== OAUTH_CLIENT_ID) {
    return json(401, { error: "invalid_client", error_description: "This application is not known here" });
  }
  switch (parameters.get("grant_type")) {
    case "authorization_code":
      return exchange(world, server, parameters);
    case "refresh_token":
      return refresh(world, server, parameters);
    default:
      return refused("unsupported_grant_type", "Only authorization_code and refresh_token");
  }
}

/** Revoking either token ends both; an unknown token is answered 200 as well (RFC 7009). */
function revoke(world: World, { parameters }: OAuthCall): Answer {
  const sent = parameters.get("token");
  world.state.tokens = world.state.tokens.filter(
    (one) => one.accessToken !== sent && one.refreshToken !== sent,
  );
  return json(200, {});
}

/** Routes below `/{server}/oauth`; `null` where there is none. */
export function answerOAuth(world: World, call: OAuthCall): Answer | null {
  if (call.endpoint === "authorize" && (call.method === "GET" || call.method === "POST")) {
    return authorize(world, call);
  }
  if (call.method !== "POST") return null;
  if (call.endpoint === "token") return token(world, call);
  if (call.endpoint === "revoke") return revoke(world, call);
  return null;
}
