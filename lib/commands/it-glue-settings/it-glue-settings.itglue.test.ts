import type { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { itGlueSettings } from "@/db/schema/it-glue";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import {
  type Bench,
  BLUEFIN,
  connectedTenant,
  everyRow,
  NORTHWIND,
  refusalOf,
  startBench,
} from "@/lib/testing/connected-tenant";
import { freshTenant, savesOf, screenOf, settingsOf } from "@/lib/testing/it-glue-settings";
import { startTestDatabase } from "@/lib/testing/test-database";
import { syncOrganizations } from "../organizations/sync-organizations";
import { saveItGlueSettings } from "./save-it-glue-settings";
import { noteItGlueError, noteItGlueSuccess, openTenantGateway, proveTenantAccount } from "./tenant-gateway";

let client: PGlite;
let bench: Bench;

beforeAll(async () => {
  client = await startTestDatabase();
  bench = await startBench();
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

describe("the key", () => {
  it("stands in clear in no row, no audit event and no answer of the query", async () => {
    const { tenant } = await connectedTenant(bench);
    const rows = await everyRow(client);
    expect(rows).toContain(tenant.id);
    for (const part of [DEMO_KEYS.northwind, "northwind-api-key"]) {
      expect(rows).not.toContain(part);
      expect(JSON.stringify(await screenOf(tenant))).not.toContain(part);
    }
    const [event] = await savesOf(tenant);
    expect(event?.changes).toMatchObject({
      apiKey: { from: null, to: "changed" },
      subdomain: { from: null, to: "northwind" },
      itGlueAccount: { from: null, to: "Northwind MSP" },
    });
    expect(event?.actorUserId).toBe(tenant.admin.id);
  });

  it("does not open in another tenant's row", async () => {
    const { tenant: a } = await connectedTenant(bench);
    const { tenant: b, ctx } = await connectedTenant(bench, BLUEFIN);
    const stolen = (await settingsOf(a))?.sealedApiKey;
    await withTenant(b.scope, (db) => db.update(itGlueSettings).set({ sealedApiKey: stolen }));
    await expect(openTenantGateway(ctx)).rejects.toThrow("does not open in this place");
  });

  it("is asked for again, not failed on for ever, when it no longer opens", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await withTenant(tenant.scope, (db) =>
      db.update(itGlueSettings).set({ sealedApiKey: "v1.k1.AAAA.AAAA" }),
    );
    const blank = await refusalOf(saveItGlueSettings(ctx, { ...NORTHWIND, apiKey: "", version: 1 }));
    expect(blank).toMatchObject({ code: "invalid", fields: [{ path: "apiKey" }] });
    await saveItGlueSettings(ctx, { ...NORTHWIND, version: 1 });
    expect(await proveTenantAccount(await openTenantGateway(ctx))).toEqual({ ok: true });
  });
});

describe("the pinned account", () => {
  it("is told apart from any other that answers to the same key", async () => {
    const { ctx } = await connectedTenant(bench);
    const [northwind, bluefin] = bench.emulator.state.accounts;
    const opened = await openTenantGateway(ctx);
    bluefin!.server = "us";
    bluefin!.apiKeys.push(...northwind!.apiKeys.splice(0));
    expect(await proveTenantAccount(opened)).toEqual({
      ok: false,
      reason: "other-account",
      found: { accountId: expect.any(String), accountName: "Bluefin IT" },
    });
  });

  it("refuses a tenant without settings", async () => {
    const { ctx } = await freshTenant(bench);
    expect((await refusalOf(openTenantGateway(ctx))).code).toBe("it-glue-not-set-up");
  });
});

describe("health", () => {
  it("is failing from an error until the next success, at a clock that stands still too", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    const health = async () => (await screenOf(tenant)).health;
    await noteItGlueError(ctx, "forbidden");
    expect(await health()).toMatchObject({ verdict: { state: "failing", code: "forbidden" } });
    await noteItGlueSuccess(ctx);
    expect(await health()).toMatchObject({ verdict: { state: "healthy" }, lastErrorCode: null });
    tenant.clock.set("2026-06-02T13:00:00Z");
    await noteItGlueError(ctx, "timeout");
    expect(await health()).toMatchObject({ verdict: { state: "failing", code: "timeout" } });
    tenant.clock.set("2026-06-03T13:00:00Z");
    await noteItGlueSuccess(ctx);
    expect(await health()).toMatchObject({
      lastSuccessAt: "2026-06-03T13:00:00.000Z",
      lastErrorAt: "2026-06-02T13:00:00.000Z",
      lastErrorCode: "timeout",
      verdict: { state: "healthy", at: "2026-06-03T13:00:00.000Z" },
    });
  });

  it("changes no version: a sync at night never refuses the form that is open", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    await noteItGlueSuccess(ctx);
    expect((await settingsOf(tenant))?.version).toBe(1);
  });
});

describe("walls", () => {
  it("keeps a tenant from pointing its settings or links at another tenant's account", async () => {
    const { tenant: a, ctx } = await connectedTenant(bench);
    await syncOrganizations(ctx);
    const { tenant: b } = await connectedTenant(bench, BLUEFIN);
    const connectionOfA = (await settingsOf(a))!.connectionId!;
    await expect(
      withTenant(b.scope, (db) => db.update(itGlueSettings).set({ connectionId: connectionOfA })),
    ).rejects.toMatchObject({ cause: { constraint: "it_glue_settings_connection" } });
    const [link] = await withTenant(a.scope, (db) => db.select().from(accountOrganization).limit(1));
    await expect(
      withTenant(b.scope, (db) => db.insert(accountOrganization).values({ ...link!, tenantId: b.id })),
    ).rejects.toMatchObject({ cause: { code: "23503" } });
    await expect(
      withTenant(b.scope, (db) => db.insert(accountOrganization).values(link!)),
    ).rejects.toMatchObject({ cause: { code: "42501" } });
  });
});
