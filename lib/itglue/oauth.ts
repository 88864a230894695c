import { z } from "zod";
import type { ItGlueServer } from "@/lib/domain/regions";
import { deploymentEnv, type ItGlueEnv, itGlueApiBase } from "./base-url";
import { TransportError, type TransportFault, timedFetch } from "./timed-fetch";

/**
 * Connect by authorization code with PKCE (RFC 6749, 7636, 7009). IT Glue's public API has no authorization server
 * (itglue-api.md 0.1): these endpoints exist where a deployment configures a client, and in the emulator.
 */
export type OAuthClient = {
  clientId: string;
  clientSecret?: string;
  authorizeEndpoint: string;
  tokenEndpoint: string;
  revokeEndpoint: string;
};

export type Pkce = { verifier: string; challenge: string };

/** `refreshToken` null: none was given, the person connects again when the token ends. */
export type OAuthTokens = {
  accessToken: string;
  refreshToken: string | null;
  expiresInSeconds: number | null;
};

export type OAuthErrorCode =
  /** The code or refresh token is wrong, used or expired, or its verifier does not fit. Connect again. */
  | "invalid-grant"
  | "invalid-client"
  /** Refused for another reason; `message` has the server's words. */
  | "refused"
  | "unavailable"
  | "timeout"
  | "network"
  | "malformed"
  | "cancelled";

export class OAuthError extends Error {
  override readonly name = "OAuthError";
  constructor(
    readonly code: OAuthErrorCode,
    message: string,
    readonly status: number | null = null,
  ) {
    super(message);
  }
}

export type OAuthCallOptions = { fetch?: typeof fetch; timeoutMs?: number; signal?: AbortSignal };

const TIMEOUT_MS = 20_000;

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  refresh_token: z.string().min(1).nullish(),
  expires_in: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).nullish(),
});
const errorAnswer = z.object({ error: z.string(), error_description: z.string().nullish() });

/**
 * The client a deployment has for an IT Glue server, or `null` where none is configured (`ITGLUE_OAUTH_CLIENT_ID`
 * unset): Connect then takes a personal API key. `ITGLUE_OAUTH_CLIENT_SECRET` is optional.
 * @throws ItGlueConfigurationError as `itGlueApiBase` does.
 */
export function oauthClientFor(server: ItGlueServer, env: ItGlueEnv = deploymentEnv()): OAuthClient | null {
  const clientId = env.ITGLUE_OAUTH_CLIENT_ID;
  if (!clientId) return null;
  const base = `${itGlueApiBase(server, env)}/oauth`;
  const clientSecret = env.ITGLUE_OAUTH_CLIENT_SECRET;
  return {
    clientId,
    ...(clientSecret && { clientSecret }),
    authorizeEndpoint: `${base}/authorize`,
    tokenEndpoint: `${base}/token`,
    revokeEndpoint: `${base}/revoke`,
  };
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** A fresh verifier (256 random bits) and its S256 challenge. */
export async function createPkce(): Promise<Pkce> {
  const verifier = base64Url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return { verifier, challenge: base64Url(new Uint8Array(digest)) };
}

/** Where the browser goes to ask a person's leave; it comes back to `redirectUri` with `code` or `error`, and `state`. */
export function authorizeUrl(
  client: OAuthClient,
  request: { redirectUri: string; state: string; challenge: string },
): string {
  const url = new URL(client.authorizeEndpoint);
  const parameters = {
    response_type: "code",
    client_id: client.clientId,
    redirect_uri: request.redirectUri,
    state: request.state,
    code_challenge: request.challenge,
    code_challenge_method: "S256",
  };
  for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
  return url.href;
}

const TRANSPORT_CODES: Record<TransportFault, OAuthErrorCode> = {
  timeout: "timeout",
  network: "network",
  cancelled: "cancelled",
  redirected: "malformed",
  "too-large": "malformed",
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refusalOf(status: number, text: string): OAuthError {
  const answer = errorAnswer.safeParse(parseJson(text));
  if (status >= 500 || status === 429) {
    return new OAuthError("unavailable", `The authorization server answered ${status}`, status);
  }
  if (!answer.success)
    return new OAuthError("refused", `The authorization server answered ${status}`, status);
  const { error, error_description: description } = answer.data;
  const code =
    error === "invalid_grant" ? "invalid-grant" : error === "invalid_client" ? "invalid-client" : "refused";
  return new OAuthError(code, description ? `${error}: ${description}` : error, status);
}

async function post(
  client: OAuthClient,
  url: string,
  parameters: Record<string, string>,
  options: OAuthCallOptions,
): Promise<string> {
  const body = new URLSearchParams({
    client_id: client.clientId,
    ...(client.clientSecret !== undefined && { client_secret: client.clientSecret }),
    ...parameters,
  }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
  const answer = await timedFetch({
    fetch: options.fetch ?? fetch,
    url,
    init: { method: "POST", headers, body },
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    signal: options.signal,
  }).catch((error: unknown) => {
    if (!(error instanceof TransportError)) throw error;
    throw new OAuthError(TRANSPORT_CODES[error.fault], `OAuth: ${error.message}`, error.status);
  });
  if (answer.status !== 200) throw refusalOf(answer.status, answer.text);
  return answer.text;
}

function readTokens(text: string): OAuthTokens {
  const answer = tokenAnswer.safeParse(parseJson(text));
  if (!answer.success)
    throw new OAuthError("malformed", "The authorization server's answer holds no token", 200);
  return {
    accessToken: answer.data.access_token,
    refreshToken: answer.data.refresh_token ?? null,
    expiresInSeconds: answer.data.expires_in ?? null,
  };
}

/** Turns the code of a return from the consent page into tokens. @throws OAuthError */
export async function exchangeCode(
  client: OAuthClient,
  grant: { code: string; verifier: string; redirectUri: string },
  options: OAuthCallOptions = {},
): Promise<OAuthTokens> {
  const parameters = {
    grant_type: "authorization_code",
    code: grant.code,
    code_verifier: grant.verifier,
    redirect_uri: grant.redirectUri,
  };
  return readTokens(await post(client, client.tokenEndpoint, parameters, options));
}

/**
 * New tokens for a refresh token, which is spent by it: keep the new one before using either.
 * A `refreshToken` of null in the answer means that the old one stays good. @throws OAuthError
 */
export async function refreshTokens(
  client: OAuthClient,
  refreshToken: string,
  options: OAuthCallOptions = {},
): Promise<OAuthTokens> {
  const parameters = { grant_type: "refresh_token", refresh_token: refreshToken };
  return readTokens(await post(client, client.tokenEndpoint, parameters, options));
}

/** Ends a token; one that is unknown already is no error. @throws OAuthError */
export async function revokeToken(
  client: OAuthClient,
  token: string,
  options: OAuthCallOptions = {},
): Promise<void> {
  await post(client, client.revokeEndpoint, { token }, options);
}
