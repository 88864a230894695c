import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Bench, errorOf, startBench } from "./gateway-fixture";
import {
  authorizeUrl,
  createPkce,
  exchangeCode,
  type OAuthClient,
  type OAuthTokens,
  oauthClientFor,
  refreshTokens,
  revokeToken,
} from "./oauth";

const REDIRECT = "http://127.0.0.1:3000/api/it-glue/callback";
let bench: Bench;
let client: OAuthClient;
let nowMs = Date.parse("2026-03-01T09:00:00Z");

beforeAll(async () => {
  bench = await startBench({ now: () => new Date(nowMs) });
  const found = oauthClientFor("us", {
    ITGLUE_OAUTH_CLIENT_ID: "flexbill",
    FLEXBILL_DEMO: "1",
    ITGLUE_BASE_URL: bench.url,
  });
  if (!found) throw new Error("No client although one is configured");
  client = found;
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
});
afterAll(() => bench.emulator.close());

/** Presses a button of the consent page; answers where the browser is sent. */
async function decide(
  challenge: string,
  decision: "approve" | "deny",
  userId = "northwind-user-2",
): Promise<URL> {
  const url = new URL(authorizeUrl(client, { redirectUri: REDIRECT, state: "attempt-7", challenge }));
  const form = new URLSearchParams(url.searchParams);
  form.set("decision", decision);
  form.set("user_id", userId);
  const response = await fetch(client.authorizeEndpoint, { method: "POST", body: form, redirect: "manual" });
  expect(response.status).toBe(302);
  return new URL(response.headers.get("location") ?? "");
}

async function approvedCode(): Promise<{ code: string; verifier: string; redirectUri: string }> {
  const { verifier, challenge } = await createPkce();
  const code = (await decide(challenge, "approve")).searchParams.get("code") ?? "";
  return { code, verifier, redirectUri: REDIRECT };
}

const connect = async (): Promise<OAuthTokens> => exchangeCode(client, await approvedCode());
const accountOf = (token: string, server: "us" | "eu" = "us") =>
  bench.gateway({}, { kind: "bearer", token }, server).proveAccount();
const refreshTokenOf = ({ refreshToken }: OAuthTokens) => refreshToken ?? "";

describe("the way to a token", () => {
  it("shows who may sign in, and nobody of another server", async () => {
    const { challenge } = await createPkce();
    const url = authorizeUrl(client, { redirectUri: REDIRECT, state: "s", challenge });
    const response = await fetch(url);
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain("Marco Ruiz (marco@northwind.example)");
    expect(page).not.toContain("bluefin.example");
  });

  it("comes back with code and state, and the token opens the person's account", async () => {
    const { verifier, challenge } = await createPkce();
    const back = await decide(challenge, "approve");
    expect(`${back.origin}${back.pathname}`).toBe(REDIRECT);
    expect(back.searchParams.get("state")).toBe("attempt-7");
    const code = back.searchParams.get("code") ?? "";
    const tokens = await exchangeCode(client, { code, verifier, redirectUri: REDIRECT });
    expect(tokens).toEqual({
      accessToken: expect.stringMatching(/^access_/),
      refreshToken: expect.stringMatching(/^refresh_/),
      expiresInSeconds: 3600,
    });
    await expect(accountOf(tokens.accessToken)).resolves.toMatchObject({ accountName: "Northwind MSP" });
  });

  it("comes back with an error and the state when the person denies", async () => {
    const { challenge } = await createPkce();
    const { searchParams } = await decide(challenge, "deny");
    expect(Object.fromEntries(searchParams)).toEqual({ error: "access_denied", state: "attempt-7" });
  });

  it("makes a new verifier each time, and its challenge by S256", async () => {
    const [first, second] = [await createPkce(), await createPkce()];
    expect(first.verifier).toMatch(/^[\w-]{43}$/);
    expect(first.verifier).not.toBe(second.verifier);
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(first.verifier));
    expect(first.challenge).toBe(Buffer.from(digest).toString("base64url"));
  });
});

describe("codes", () => {
  it("are good once", async () => {
    const grant = await approvedCode();
    await exchangeCode(client, grant);
    await expect(exchangeCode(client, grant)).rejects.toMatchObject({ code: "invalid-grant", status: 400 });
  });

  it("are lost with a wrong verifier", async () => {
    const grant = await approvedCode();
    const { verifier } = await createPkce();
    await expect(exchangeCode(client, { ...grant, verifier })).rejects.toMatchObject({
      code: "invalid-grant",
    });
    await expect(exchangeCode(client, grant)).rejects.toMatchObject({ code: "invalid-grant" });
  });

  it("are bound to the address they were sent to", async () => {
    const grant = { ...(await approvedCode()), redirectUri: "http://127.0.0.1:3000/elsewhere" };
    await expect(exchangeCode(client, grant)).rejects.toMatchObject({ code: "invalid-grant" });
  });

  it("end after ten minutes", async () => {
    const grant = await approvedCode();
    nowMs += 600_000;
    await expect(exchangeCode(client, grant)).rejects.toMatchObject({ code: "invalid-grant" });
  });
});

describe("tokens", () => {
  it("belong to one server", async () => {
    const { accessToken } = await connect();
    expect(await errorOf(accountOf(accessToken, "eu"))).toMatchObject({ code: "forbidden" });
  });

  it("expire, and are refreshed with rotation", async () => {
    const old = await connect();
    nowMs += 3_600_000;
    expect(await errorOf(accountOf(old.accessToken))).toMatchObject({ code: "unauthorized", status: 401 });
    const fresh = await refreshTokens(client, refreshTokenOf(old));
    await expect(accountOf(fresh.accessToken)).resolves.toMatchObject({ accountName: "Northwind MSP" });
    expect(fresh.refreshToken).not.toBe(old.refreshToken);
    await expect(refreshTokens(client, refreshTokenOf(old))).rejects.toMatchObject({ code: "invalid-grant" });
  });

  it("end when they are revoked, both of a pair", async () => {
    const tokens = await connect();
    await revokeToken(client, tokens.accessToken);
    expect(await errorOf(accountOf(tokens.accessToken))).toMatchObject({ code: "unauthorized" });
    await expect(refreshTokens(client, refreshTokenOf(tokens))).rejects.toMatchObject({
      code: "invalid-grant",
    });
    await expect(revokeToken(client, tokens.accessToken)).resolves.toBeUndefined();
  });

  it("end when IT Glue forgets them", async () => {
    const { accessToken } = await connect();
    await bench.control({ action: "revoke-tokens", accountId: "northwind" });
    expect(await errorOf(accountOf(accessToken))).toMatchObject({ code: "unauthorized" });
  });
});

describe("what the consent page refuses", () => {
  const ask = async (change: Record<string, string>) => {
    const { challenge } = await createPkce();
    const url = new URL(authorizeUrl(client, { redirectUri: REDIRECT, state: "s", challenge }));
    for (const [key, value] of Object.entries(change)) url.searchParams.set(key, value);
    return fetch(url, { redirect: "manual" });
  };

  it.each<Record<string, string>>([
    { client_id: "someone-else" },
    { redirect_uri: "http://evil.example/callback" },
    { redirect_uri: "https://127.0.0.1/callback" },
    { redirect_uri: "http://127.0.0.1@evil.example/" },
  ])("sends nobody back for %j", async (change) => {
    const response = await ask(change);
    expect(response.status).toBe(400);
    expect(response.headers.get("location")).toBeNull();
  });

  it.each<Record<string, string>>([{ code_challenge_method: "plain" }, { code_challenge: "short" }])(
    "wants PKCE: %j",
    async (change) => {
      const response = await ask(change);
      const back = new URL(response.headers.get("location") ?? "");
      expect(back.searchParams.get("error")).toBe("invalid_request");
    },
  );
});

describe("an authorization server in trouble", () => {
  const refresh = (options?: Parameters<typeof refreshTokens>[2]) => refreshTokens(client, "any", options);

  it("is unavailable", async () => {
    await bench.control({ action: "fault", kind: "503" });
    await expect(refresh()).rejects.toMatchObject({ name: "OAuthError", code: "unavailable", status: 503 });
  });

  it("answers without a token", async () => {
    await bench.control({ action: "fault", kind: "malformed" });
    await expect(refresh()).rejects.toMatchObject({ code: "malformed" });
  });

  it("redirects, and is not followed", async () => {
    const stranger = await startBench();
    await bench.control({ action: "fault", kind: "redirect", location: `${stranger.url}/us/oauth/token` });
    await expect(refresh()).rejects.toMatchObject({ code: "malformed", status: 302 });
    expect(await stranger.calls()).toEqual([]);
    await stranger.emulator.close();
  });

  it("is too slow", async () => {
    await bench.control({ action: "fault", kind: "slow" });
    await expect(refresh({ timeoutMs: 40 })).rejects.toMatchObject({ code: "timeout" });
  });

  it("is not waited for once cancelled", async () => {
    await expect(refresh({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
  });

  it("does not know the client", async () => {
    const stranger = { ...client, clientId: "someone-else" };
    await expect(refreshTokens(stranger, "any")).rejects.toMatchObject({
      code: "invalid-client",
      status: 401,
    });
  });
});
