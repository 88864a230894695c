import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { integrations, isConnected } from "@/lib/queries/integrations";
import { auditOf, connect, connectionOf } from "@/lib/testing/connect-by-consent";
import { type Bench, BLUEFIN, connectedTenant, refusalOf, startBench } from "@/lib/testing/connected-tenant";
import type { TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import type { CommandContext } from "../context";
import { saveItGlueSettings } from "../it-glue-settings/save-it-glue-settings";
import { checkConnect } from "./check-connect";
import { connectWithKey } from "./connect-with-key";
import { disconnect } from "./disconnect";

let bench: Bench;
let tenant: TestTenant;
let ctx: CommandContext;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
});
beforeEach(async () => {
  ({ tenant, ctx } = await connectedTenant(bench));
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

const tokens = () => bench.emulator.state.tokens;

describe("disconnect", () => {
  it("revokes the token and deletes what was kept", async () => {
    await connect(ctx);
    expect(await disconnect(ctx)).toEqual({ kind: "oauth", isRevoked: true });
    expect(tokens()).toEqual([]);
    expect(await connectionOf(tenant)).toBeUndefined();
    expect(await integrations(tenant.scope, tenant.admin.id)).toMatchObject({
      status: "not-connected",
      own: null,
    });
    expect(await auditOf(tenant, "it-glue-connect.disconnected")).toHaveLength(1);
  });

  it("deletes here even where IT Glue is down, and says that the token could not be ended", async () => {
    await connect(ctx);
    await bench.control({ action: "fault", kind: "503" });
    expect(await disconnect(ctx)).toEqual({ kind: "oauth", isRevoked: false });
    expect(await connectionOf(tenant)).toBeUndefined();
  });

  it("has nothing to end for who is not connected", async () => {
    expect((await refusalOf(disconnect(ctx))).code).toBe("not-connected");
  });
});

describe("check", () => {
  const inTwoHours = () => ({ realNow: () => new Date(Date.now() + 2 * 3600_000) });

  it("finds a good connection good and writes nothing of it", async () => {
    await connect(ctx);
    expect(await checkConnect(ctx)).toEqual({ status: "connected" });
    expect(await auditOf(tenant, "it-glue-connect.checked")).toEqual([]);
  });

  it("renews a token that has ended and keeps the new one", async () => {
    await connect(ctx);
    const [former] = tokens();
    await bench.control({ action: "expire-tokens" });
    expect(await checkConnect(ctx, inTwoHours())).toEqual({ status: "connected" });
    expect(tokens()[0]?.refreshToken).not.toBe(former?.refreshToken);
    expect(await checkConnect(ctx)).toEqual({ status: "connected" });
  });

  it("asks to reconnect once IT Glue has ended the tokens, and to do no more until then", async () => {
    await connect(ctx);
    await bench.control({ action: "revoke-tokens" });
    expect(await checkConnect(ctx)).toEqual({ status: "reconnect" });
    expect(await integrations(tenant.scope, tenant.admin.id)).toMatchObject({ status: "needs-reconnect" });
    expect(await isConnected(tenant.scope, tenant.admin.id)).toBe(false);
    await connect(ctx);
    expect(await isConnected(tenant.scope, tenant.admin.id)).toBe(true);
  });

  it("asks to reconnect when a personal key was revoked", async () => {
    await connectWithKey(ctx, { apiKey: DEMO_KEYS.northwind });
    await bench.control({ action: "revoke-key", key: DEMO_KEYS.northwind });
    expect(await checkConnect(ctx)).toEqual({ status: "reconnect" });
  });

  it("says nothing about a connection while IT Glue is down", async () => {
    await connect(ctx);
    await bench.control({ action: "fault", kind: "503" });
    expect((await refusalOf(checkConnect(ctx))).code).toBe("it-glue-unreachable");
    expect((await refusalOf(checkConnect(ctx, inTwoHours()))).code).toBe("it-glue-unreachable");
    expect(await isConnected(tenant.scope, tenant.admin.id)).toBe(true);
  });

  it("asks everybody to reconnect when the company moves to another IT Glue account", async () => {
    await connect(ctx);
    await saveItGlueSettings(ctx, { ...BLUEFIN, version: 1 });
    expect(await integrations(tenant.scope, tenant.admin.id)).toMatchObject({ status: "needs-reconnect" });
    expect(await checkConnect(ctx)).toEqual({ status: "reconnect" });
  });
});
