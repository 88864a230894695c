import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { itGlueConnection, itGlueSettings } from "@/db/schema/it-glue";
import { emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import {
  type Bench,
  BLUEFIN,
  connectedTenant,
  NORTHWIND,
  refusalOf,
  startBench,
} from "@/lib/testing/connected-tenant";
import { contextFor, makeTenant } from "@/lib/testing/factories";
import { freshTenant, savesOf, screenOf, settingsOf } from "@/lib/testing/it-glue-settings";
import { startTestDatabase } from "@/lib/testing/test-database";
import { syncOrganizations } from "../organizations/sync-organizations";
import { saveItGlueSettings } from "./save-it-glue-settings";
import { openTenantGateway, proveTenantAccount } from "./tenant-gateway";
import { testConnection } from "./test-connection";

let bench: Bench;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

describe("save", () => {
  it("proves the first key, pins the IT Glue account and opens the way for syncs", async () => {
    const { tenant, ctx } = await freshTenant(bench);
    expect(await saveItGlueSettings(ctx, NORTHWIND)).toEqual({
      version: 1,
      provedAccountName: "Northwind MSP",
      isSyncDue: true,
      isTurnedOff: false,
    });
    const screen = await screenOf(tenant);
    expect(screen).toMatchObject({
      isEnabled: true,
      subdomain: "northwind",
      server: "us",
      version: 1,
      apiKey: { lastFour: "0001", setAt: "2026-06-01T13:00:00.000Z" },
      account: { name: "Northwind MSP", server: "us", linkedOrganizations: 0 },
      identityChangedAt: null,
      health: { verdict: { state: "healthy", at: "2026-06-01T13:00:00.000Z" } },
    });
    const opened = await openTenantGateway(ctx);
    expect(await proveTenantAccount(opened)).toEqual({ ok: true });
  });

  it("keeps the stored key where the field is left blank, and calls nobody", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    const before = await settingsOf(tenant);
    await bench.control({ action: "fault", kind: "503" });
    const saved = await saveItGlueSettings(ctx, { ...NORTHWIND, subdomain: "nw", apiKey: "", version: 1 });
    expect(saved).toEqual({
      version: 2,
      provedAccountName: null,
      isSyncDue: true,
      isTurnedOff: false,
    });
    const after = await settingsOf(tenant);
    expect(after).toMatchObject({ subdomain: "nw", identityChangedAt: null });
    expect(after?.sealedApiKey).toBe(before?.sealedApiKey);
  });

  it("turns the integration off while IT Glue is down: every call stops, all data stays", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await bench.control({ action: "fault", kind: "503" });
    await saveItGlueSettings(ctx, { ...NORTHWIND, isEnabled: false, apiKey: "", version: 1 });
    expect((await refusalOf(openTenantGateway(ctx))).code).toBe("it-glue-disabled");
    expect((await refusalOf(syncOrganizations(ctx))).code).toBe("it-glue-disabled");
    expect(await screenOf(tenant)).toMatchObject({
      apiKey: { lastFour: "0001" },
      account: { name: "Northwind MSP" },
    });
  });

  it("is turned off without a key, and with one that no longer opens: off is never refused", async () => {
    const { tenant, ctx } = await freshTenant(bench);
    const off = { ...NORTHWIND, isEnabled: false, apiKey: "" };
    expect(await saveItGlueSettings(ctx, off)).toMatchObject({ version: 1, isSyncDue: false });
    expect(await settingsOf(tenant)).toMatchObject({ isEnabled: false, sealedApiKey: null });

    const { tenant: other, ctx: otherCtx } = await connectedTenant(bench);
    const sealed = "v1.k1.AAAA.AAAA";
    await withTenant(other.scope, (db) => db.update(itGlueSettings).set({ sealedApiKey: sealed }));
    await saveItGlueSettings(otherCtx, { ...off, version: 1 });
    expect(await settingsOf(other)).toMatchObject({ isEnabled: false, sealedApiKey: sealed });
  });

  it("proves a server chosen while it was off when it is turned on, not before", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await bench.control({ action: "fault", kind: "503" });
    const off = { ...NORTHWIND, server: "au" as const, isEnabled: false, apiKey: "", version: 1 };
    await saveItGlueSettings(ctx, off);
    expect(await settingsOf(tenant)).toMatchObject({ server: "au", isEnabled: false });
    await bench.control({ action: "clear-faults" });
    const on = { ...off, isEnabled: true, version: 2 };
    expect((await refusalOf(saveItGlueSettings(ctx, on))).code).toBe("it-glue-forbidden");
    expect(await settingsOf(tenant)).toMatchObject({ isEnabled: false, version: 2 });
  });

  it("asks for a key the first time", async () => {
    const { tenant, ctx } = await freshTenant(bench);
    const refusal = await refusalOf(saveItGlueSettings(ctx, { ...NORTHWIND, apiKey: "" }));
    expect(refusal).toMatchObject({ code: "invalid", fields: [{ path: "apiKey" }] });
    expect(refusal.fields[0]?.message).toContain("Enter an API key");
    expect(await settingsOf(tenant)).toBeUndefined();
  });

  it.each([
    ["a wrong key", { apiKey: "ITG.wrong.key" }],
    ["a right key at the wrong server", { server: "eu" as const }],
  ])("refuses %s, which IT Glue answers alike, at both fields, and stores nothing", async (_, change) => {
    const { tenant, ctx } = await freshTenant(bench);
    const refusal = await refusalOf(saveItGlueSettings(ctx, { ...NORTHWIND, ...change }));
    expect(refusal).toMatchObject({
      code: "it-glue-forbidden",
      fields: [
        { path: "apiKey", message: expect.stringContaining("Refused: wrong, revoked") },
        { path: "server", message: expect.stringContaining("Or the key is right and the server is not") },
      ],
    });
    expect(await settingsOf(tenant)).toBeUndefined();
    expect(await savesOf(tenant)).toEqual([]);
  });

  it("sends the key to the chosen server and to no other", async () => {
    const { ctx } = await freshTenant(bench);
    await bench.control({ action: "clear-requests" });
    await refusalOf(saveItGlueSettings(ctx, { ...NORTHWIND, server: "au" }));
    const asked = await emulatorRequests(bench.emulator.url);
    expect(asked.map(({ server }) => server)).toEqual(["au"]);
  });

  it("says that IT Glue is out of service, and keeps what was stored", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    const before = await settingsOf(tenant);
    await bench.control({ action: "fault", kind: "503" });
    const refusal = await refusalOf(saveItGlueSettings(ctx, { ...NORTHWIND, version: 1 }));
    expect(refusal).toMatchObject({ code: "it-glue-unreachable", fields: [{ path: "server" }] });
    expect(refusal.fields[0]?.message).toContain("out of service");
    expect(await settingsOf(tenant)).toEqual(before);
  });

  it("refuses a key of another IT Glue account once organizations are linked", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await syncOrganizations(ctx);
    const before = await settingsOf(tenant);
    const refusal = await refusalOf(saveItGlueSettings(ctx, { ...BLUEFIN, version: 1 }));
    expect(refusal).toMatchObject({
      code: "it-glue-other-account",
      details: { expected: "Northwind MSP", found: "Bluefin IT" },
      fields: [{ path: "apiKey" }],
    });
    expect(await settingsOf(tenant)).toEqual(before);
  });

  it("takes another IT Glue account while nothing is linked, and notes the change of identity", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    tenant.clock.set("2026-06-03T10:00:00Z");
    await saveItGlueSettings(ctx, { ...BLUEFIN, version: 1 });
    expect(await screenOf(tenant)).toMatchObject({
      server: "eu",
      account: { name: "Bluefin IT", server: "eu" },
      identityChangedAt: "2026-06-03T10:00:00.000Z",
    });
    const pins = await withTenant(tenant.scope, (db) => db.select().from(itGlueConnection));
    expect(pins.map(({ accountName }) => accountName).sort()).toEqual(["Bluefin IT", "Northwind MSP"]);
  });

  it("is a change of identity when the key is another one of the same account, none when it is the same key", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await saveItGlueSettings(ctx, { ...NORTHWIND, version: 1 });
    expect(await settingsOf(tenant)).toMatchObject({ identityChangedAt: null, version: 2 });
    const second = "ITG.demo.northwind-second-key-9876";
    bench.emulator.state.accounts[0]?.apiKeys.push({ key: second, revoked: false });
    tenant.clock.set("2026-06-04T10:00:00Z");
    await saveItGlueSettings(ctx, { ...NORTHWIND, apiKey: second, version: 2 });
    expect(await settingsOf(tenant)).toMatchObject({
      identityChangedAt: "2026-06-04T10:00:00.000Z",
      apiKeyLastFour: "9876",
    });
  });

  it("refuses an older version, naming what the other changed", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await saveItGlueSettings(ctx, { ...NORTHWIND, subdomain: "theirs", apiKey: "", version: 1 });
    const refusal = await refusalOf(
      saveItGlueSettings(ctx, { ...NORTHWIND, subdomain: "mine", apiKey: "", version: 1 }),
    );
    expect(refusal).toMatchObject({
      code: "changed-meanwhile",
      fields: [{ path: "subdomain", message: expect.stringContaining("from “northwind” to “theirs”") }],
    });
    expect(await settingsOf(tenant)).toMatchObject({ subdomain: "theirs", version: 2 });
  });

  it("refuses a second first save", async () => {
    const { ctx } = await connectedTenant(bench);
    expect((await refusalOf(saveItGlueSettings(ctx, NORTHWIND))).code).toBe("changed-meanwhile");
  });

  it.each(["Finance Manager", "Technician", "Auditor"] as const)("is not for a %s", async (role) => {
    const tenant = await makeTenant();
    const ctx = contextFor(tenant, { role, itGlue: bench.itGlue });
    expect((await refusalOf(saveItGlueSettings(ctx, NORTHWIND))).code).toBe("not-allowed");
    expect((await refusalOf(testConnection(ctx, NORTHWIND))).code).toBe("not-allowed");
  });
});
