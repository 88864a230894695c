import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { itGlueSettings } from "@/db/schema/it-glue";
import { appUser } from "@/db/schema/tenant";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { connect, connectionOf } from "@/lib/testing/connect-by-consent";
import { type Bench, connectedTenant, refusalOf, startBench } from "@/lib/testing/connected-tenant";
import { contextFor, makeUser, type TestTenant, type TestUser } from "@/lib/testing/factories";
import { startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { connectWithKey } from "../connect/connect-with-key";
import { disconnect } from "../connect/disconnect";
import type { CommandContext } from "../context";
import { noteItGlueSuccess, openTenantGateway, proveTenantAccount } from "./tenant-gateway";

let bench: Bench;
let tenant: TestTenant;
let ctx: CommandContext;
let nora: TestUser;
let asNora: CommandContext;
const OWN_KEY = "ITG.nora.own.0099";

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
});
beforeEach(async () => {
  ({ tenant, ctx } = await connectedTenant(bench));
  nora = await makeUser(tenant, { name: "Nora Field", role: "Technician" });
  const { itGlue, authorizationFor } = bench;
  asNora = contextFor(tenant, { user: nora, itGlue, authorizationFor });
  bench.emulator.state.accounts
    .find(({ id }) => id === "northwind")!
    .apiKeys.push({ key: OWN_KEY, revoked: false });
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

const setSettings = (values: Partial<typeof itGlueSettings.$inferInsert>) =>
  withTenant(tenant.scope, (db) => db.update(itGlueSettings).set(values));
const noraCounts = () => setSettings({ countingIdentity: "user", countingUserId: nora.id });
const settings = async () => (await withTenant(tenant.scope, (db) => db.select().from(itGlueSettings)))[0]!;

describe("the identity that counts", () => {
  it("is the API key, and its use is noted", async () => {
    const opened = await openTenantGateway(ctx);
    expect(opened.identity).toEqual({ kind: "api-key" });
    tenant.clock.set("2026-06-05T00:00:00Z");
    await noteItGlueSuccess(ctx);
    expect((await settings()).apiKeyUsedAt).toBe("2026-06-05T00:00:00.000Z");
  });

  it("is the chosen user by their token, although the company's key is revoked; the key's use is not noted", async () => {
    await connect(asNora);
    await noraCounts();
    await bench.control({ action: "revoke-key", key: DEMO_KEYS.northwind });
    const before = (await settings()).apiKeyUsedAt;
    tenant.clock.set("2026-06-05T00:00:00Z");
    const opened = await openTenantGateway(ctx);
    expect(opened.identity).toEqual({ kind: "user", userId: nora.id, name: "Nora Field" });
    expect(await proveTenantAccount(opened)).toEqual({ ok: true });
    await noteItGlueSuccess(ctx);
    expect((await settings()).apiKeyUsedAt).toBe(before);
    expect((await connectionOf(tenant, nora.id))?.lastUsedAt).toBe("2026-06-05T00:00:00.000Z");
  });

  it("renews the chosen user's token before it is used", async () => {
    await connect(asNora);
    await noraCounts();
    await bench.control({ action: "expire-tokens" });
    const inTwoHours = { realNow: () => new Date(Date.now() + 2 * 3600_000) };
    expect(await proveTenantAccount(await openTenantGateway(ctx, inTwoHours))).toEqual({ ok: true });
  });

  it("is the chosen user by a key of their own", async () => {
    await connectWithKey(asNora, { apiKey: OWN_KEY });
    await noraCounts();
    await bench.control({ action: "revoke-key", key: DEMO_KEYS.northwind });
    expect(await proveTenantAccount(await openTenantGateway(ctx))).toEqual({ ok: true });
    await bench.control({ action: "revoke-key", key: OWN_KEY });
    const refusal = await refusalOf(proveTenantAccount(await openTenantGateway(ctx)));
    expect(refusal).toMatchObject({ code: "it-glue-identity-reconnect", details: { name: "Nora Field" } });
    expect((await connectionOf(tenant, nora.id))?.status).toBe("reconnect");
    expect((await settings()).lastErrorCode).toBe("identity-reconnect");
  });

  it("is refused, and nobody counts in their place, once that user is not connected, disabled or of another account", async () => {
    await noraCounts();
    const refused = async () => (await refusalOf(openTenantGateway(ctx))).code;
    expect(await refused()).toBe("it-glue-identity-reconnect");

    await connect(asNora);
    const isNora = eq(appUser.id, nora.id);
    await withTenant(tenant.scope, (db) => db.update(appUser).set({ isActive: false }).where(isNora));
    expect(await refused()).toBe("it-glue-identity-reconnect");
    await withTenant(tenant.scope, (db) => db.update(appUser).set({ isActive: true }).where(isNora));
    expect((await openTenantGateway(ctx)).identity).toMatchObject({ userId: nora.id });

    await disconnect(asNora);
    expect(await refused()).toBe("it-glue-identity-reconnect");
    await setSettings({ countingUserId: null });
    expect(await refused()).toBe("it-glue-identity-reconnect");
    await setSettings({ isEnabled: false });
    expect(await refused()).toBe("it-glue-disabled");
  });

  it("asks them to connect again once IT Glue ended their tokens, and they can although they count", async () => {
    await connect(asNora);
    await noraCounts();
    await bench.control({ action: "revoke-tokens" });
    const refusal = await refusalOf(proveTenantAccount(await openTenantGateway(ctx)));
    expect(refusal.code).toBe("it-glue-identity-reconnect");
    expect((await connectionOf(tenant, nora.id))?.status).toBe("reconnect");
    expect((await settings()).lastErrorCode).toBe("identity-reconnect");
    tenant.clock.set("2026-06-07T00:00:00Z");
    await connect(asNora);
    expect(await proveTenantAccount(await openTenantGateway(ctx))).toEqual({ ok: true });
    // Nora may see less than before: decreases found from here on are held.
    expect((await settings()).identityChangedAt).toBe("2026-06-07T00:00:00.000Z");
  });

  it("is held by a network failure: still connected, and the failure is told", async () => {
    await connect(asNora);
    await noraCounts();
    const inTwoHours = { realNow: () => new Date(Date.now() + 2 * 3600_000) };
    await bench.control({ action: "fault", kind: "503" });
    expect((await refusalOf(openTenantGateway(ctx, inTwoHours))).code).toBe("it-glue-unreachable");
    expect((await connectionOf(tenant, nora.id))?.status).toBe("connected");
    expect((await settings()).lastErrorCode).toBe("network");
  });
});

describe("a night under a chosen user", () => {
  it("counts as them; once they are refused its lines are unreachable, and units and money stay", async () => {
    const job = await startMainJob();
    try {
      job.emulator.state.accounts
        .find(({ id }) => id === "northwind")!
        .apiKeys.push({ key: OWN_KEY, revoked: false });
      const counting = await makeUser(job.tenant, { name: "Nora Field", role: "Technician" });
      await connectWithKey(contextFor(job.tenant, { user: counting, itGlue: job.itGlue }), {
        apiKey: OWN_KEY,
      });
      await withTenant(job.tenant.scope, (db) =>
        db.update(itGlueSettings).set({ countingIdentity: "user", countingUserId: counting.id }),
      );
      await job.control({ action: "revoke-key", key: DEMO_KEYS.northwind });
      await job.setSeats("Microsoft 365 Business Premium", 7);
      expect(await job.night("2026-06-10")).toMatchObject({
        status: "completed",
        summary: { lines: 1, notCounted: 0 },
      });

      const before = { segments: await job.segments(), items: await job.items() };
      await job.control({ action: "revoke-key", key: OWN_KEY });
      await job.setSeats("Microsoft 365 Business Premium", 1);
      const failed = await job.night("2026-06-11");
      expect(failed).toMatchObject({
        status: "failed",
        summary: { changed: 0, notCounted: 1, error: { code: "it-glue-identity-reconnect" } },
      });
      expect(await job.outcome(failed.runId)).toMatchObject({ outcome: "not-counted" });
      const readings = await job.readings();
      expect(readings.at(-1)).toMatchObject({ businessOn: "2026-06-11", state: "unreachable" });
      expect({ segments: await job.segments(), items: await job.items() }).toEqual(before);
    } finally {
      await job.stop();
    }
  });
});
