import type { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { connectAttempt } from "@/db/schema/it-glue";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { connectParts } from "@/lib/actions/connect-parts";
import { integrations, isConnected } from "@/lib/queries/integrations";
import { auditOf, connect, connectionOf, parts } from "@/lib/testing/connect-by-consent";
import { type Bench, connectedTenant, everyRow, refusalOf, startBench } from "@/lib/testing/connected-tenant";
import { makeUser, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import type { CommandContext } from "../context";
import { connectWithKey } from "./connect-with-key";
import { startConnect } from "./start-connect";

let client: PGlite;
let bench: Bench;
let tenant: TestTenant;
let ctx: CommandContext;

beforeAll(async () => {
  client = await startTestDatabase();
  bench = await startBench();
});
beforeEach(async () => {
  ({ tenant, ctx } = await connectedTenant(bench));
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

const tokens = () => bench.emulator.state.tokens;

const attempts = () => withTenant(tenant.scope, (db) => db.select().from(connectAttempt));

describe("connect", () => {
  it("goes to the tenant's server with PKCE and a state that says nothing, and comes back to the configured origin", async () => {
    const { authorizeUrl } = await startConnect(ctx, parts);
    const url = new URL(authorizeUrl);
    expect(`${url.origin}${url.pathname}`).toBe(`${bench.emulator.url}/us/oauth/authorize`);
    expect(url.searchParams.get("code_challenge_method")).toBe("S256");
    expect(url.searchParams.get("redirect_uri")).toBe("http://127.0.0.1:3000/api/it-glue/callback");
    const state = url.searchParams.get("state") ?? "";
    expect(state).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const [attempt] = await attempts();
    expect(attempt).toMatchObject({ userId: tenant.admin.id, server: "us" });
    expect(JSON.stringify(attempt)).not.toContain(state);
  });

  it("stores a proved connection, sealed, and shows since when", async () => {
    expect(await connect(ctx)).toEqual({ accountName: "Northwind MSP" });
    expect(await integrations(tenant.scope, tenant.admin.id)).toEqual({
      obstacle: null,
      account: { name: "Northwind MSP", server: "us" },
      status: "connected",
      own: {
        kind: "oauth",
        connectedAt: "2026-06-01T13:00:00.000Z",
        lastUsedAt: "2026-06-01T13:00:00.000Z",
        lastFour: null,
      },
      isCounting: false,
    });
    expect(await isConnected(tenant.scope, tenant.admin.id)).toBe(true);
    expect(await attempts()).toEqual([]);
    const rows = await everyRow(client);
    const [token] = tokens();
    expect(rows).not.toContain(token?.accessToken);
    expect(rows).not.toContain(token?.refreshToken);
    const [event] = await auditOf(tenant, "it-glue-connect.connected");
    expect(event?.changes).toEqual({
      connection: { from: null, to: "connected" },
      credential: { from: null, to: "oauth" },
    });
  });

  it("is each person's own", async () => {
    const other = await makeUser(tenant, { role: "Technician" });
    await connect(ctx);
    expect(await isConnected(tenant.scope, other.id)).toBe(false);
  });

  it("ends the former token when a person connects again", async () => {
    await connect(ctx);
    const [former] = tokens();
    await connect(ctx);
    expect(tokens()).toHaveLength(1);
    expect(tokens()[0]?.accessToken).not.toBe(former?.accessToken);
  });
});

describe("a personal API key", () => {
  it("is proved, stored sealed, and shown by its last four", async () => {
    expect(await connectWithKey(ctx, { apiKey: ` ${DEMO_KEYS.northwind} ` })).toEqual({
      accountName: "Northwind MSP",
    });
    expect(await integrations(tenant.scope, tenant.admin.id)).toMatchObject({
      status: "connected",
      own: { kind: "api-key", lastFour: "0001" },
    });
    expect(await everyRow(client)).not.toContain(DEMO_KEYS.northwind);
  });

  it.each([
    ["a wrong key", "ITG.wrong", "it-glue-forbidden", "IT Glue's US server refused this API key (403)"],
    [
      "a key of another server",
      DEMO_KEYS.bluefin,
      "it-glue-forbidden",
      "of an account on another server: “Northwind MSP” is on US",
    ],
  ])("is refused for %s with its own words at the field", async (_, apiKey, code, words) => {
    const refusal = await refusalOf(connectWithKey(ctx, { apiKey }));
    expect(refusal).toMatchObject({
      code,
      fields: [{ path: "apiKey", message: expect.stringContaining(words) }],
    });
    expect(await connectionOf(tenant)).toBeUndefined();
  });

  it("is refused for another account on the same server", async () => {
    bench.emulator.state.accounts.find(({ id }) => id === "bluefin")!.server = "us";
    const refusal = await refusalOf(connectWithKey(ctx, { apiKey: DEMO_KEYS.bluefin }));
    expect(refusal).toMatchObject({ code: "it-glue-other-account", fields: [{ path: "apiKey" }] });
    expect(await connectionOf(tenant)).toBeUndefined();
  });
});

describe("the way back", () => {
  it("comes from configuration: without it nobody is sent anywhere", () => {
    expect(() => connectParts({ ITGLUE_OAUTH_CLIENT_ID: "flexbill" })).toThrow(
      "AUTH_URL must be the address",
    );
  });
});
