import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { asset } from "@/db/schema/mirror";
import { emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { type Bench, connectedTenant, NORTHWIND, startBench } from "@/lib/testing/connected-tenant";
import { contextFor, makeTenant } from "@/lib/testing/factories";
import { freshTenant, settingsOf } from "@/lib/testing/it-glue-settings";
import { startTestDatabase } from "@/lib/testing/test-database";
import { syncOrganizations } from "../organizations/sync-organizations";
import { saveItGlueSettings } from "./save-it-glue-settings";
import { testConnection } from "./test-connection";

let bench: Bench;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

describe("test connection", () => {
  const typed = { subdomain: "northwind", server: "us" as const, apiKey: DEMO_KEYS.northwind };

  it("proves typed values and stores none of them", async () => {
    const { tenant, ctx } = await freshTenant(bench);
    expect(await testConnection(ctx, typed)).toEqual({
      ok: true,
      accountName: "Northwind MSP",
      replaces: null,
      otherSubdomain: null,
    });
    expect(await settingsOf(tenant)).toBeUndefined();
  });

  it("proves the stored key where the field is blank", async () => {
    const { ctx } = await connectedTenant(bench);
    expect(await testConnection(ctx, { ...typed, apiKey: "" })).toMatchObject({ ok: true });
  });

  it("tells a missing, a refused and a foreign key apart, each by its fields", async () => {
    const { ctx } = await freshTenant(bench);
    expect(await testConnection(ctx, { ...typed, apiKey: "" })).toMatchObject({
      ok: false,
      reason: "no-key",
      fields: [{ path: "apiKey", message: expect.stringContaining("Enter an API key") }],
    });
    for (const [server, apiKey] of [
      ["us", "ITG.wrong.key"],
      ["au", DEMO_KEYS.northwind],
    ] as const)
      expect(await testConnection(ctx, { ...typed, server, apiKey })).toMatchObject({
        ok: false,
        reason: "refused",
        message: `IT Glue's ${server.toUpperCase()} server refused this API key (403).`,
        fields: [{ path: "apiKey" }, { path: "server" }],
      });
    await saveItGlueSettings(ctx, NORTHWIND);
    const foreign = { subdomain: "bluefin", server: "eu" as const, apiKey: DEMO_KEYS.bluefin };
    expect(await testConnection(ctx, foreign)).toMatchObject({ ok: true, replaces: "Northwind MSP" });
    await syncOrganizations(ctx);
    expect(await testConnection(ctx, foreign)).toMatchObject({
      ok: false,
      reason: "other-account",
      message: "IT Glue answered as “Bluefin IT”, but your company is connected to “Northwind MSP”.",
      fields: [{ path: "apiKey", message: expect.stringContaining("Use a key of “Northwind MSP”") }],
    });
  });

  it("names the other servers by their addresses, and sends the key to none of them", async () => {
    const { ctx } = await freshTenant(bench);
    await bench.control({ action: "clear-requests" });
    const tested = await testConnection(ctx, { ...typed, server: "eu" });
    expect(tested.ok ? "" : tested.fields[1]?.message).toBe(
      "Or the key is right and the server is not: choose US where your IT Glue address ends in .itglue.com alone, AU where your IT Glue address ends in .au.itglue.com. Flexbill sends a key only to the server you chose.",
    );
    const asked = await emulatorRequests(bench.emulator.url);
    expect(new Set(asked.map(({ server }) => server))).toEqual(new Set(["eu"]));
  });

  it("names the subdomain that IT Glue's own links have, asked for or out of the mirror", async () => {
    const { tenant, ctx } = await freshTenant(bench);
    const mistyped = { ...typed, subdomain: "northwinds" };
    expect(await testConnection(ctx, mistyped)).toMatchObject({ ok: true, otherSubdomain: "northwind" });

    const { tenant: other, ctx: otherCtx } = await connectedTenant(bench);
    const connectionId = (await settingsOf(other))!.connectionId!;
    const resourceUrl = "https://northwind-msp.itglue.com/1/assets/records/2";
    await withTenant(other.scope, (db) =>
      db.insert(asset).values({
        tenantId: other.id,
        connectionId,
        id: "2",
        organizationId: "1",
        assetTypeId: "3",
        name: "One",
        traits: {},
        isArchived: false,
        isRestricted: false,
        resourceUrl,
        itGlueUpdatedAt: "2026-06-01T00:00:00Z",
        contentHash: "x",
      }),
    );
    expect(await testConnection(otherCtx, typed)).toMatchObject({ otherSubdomain: "northwind-msp" });
    expect(await settingsOf(tenant)).toBeUndefined();
  });

  it("has its answer although no asset can be looked at", async () => {
    const { ctx } = await freshTenant(bench);
    await bench.control({ action: "fault", kind: "503", match: "/flexible_asset" });
    expect(await testConnection(ctx, typed)).toMatchObject({ ok: true, otherSubdomain: null });
  });

  it("notes that the stored key was used, and nothing of what was typed", async () => {
    const { tenant, ctx } = await connectedTenant(bench);
    const before = await settingsOf(tenant);
    tenant.clock.set("2026-08-25T10:00:00Z");
    await testConnection(ctx, { ...typed, subdomain: "other", server: "au" });
    expect(await settingsOf(tenant)).toEqual(before);
    await testConnection(ctx, { ...typed, subdomain: "other", apiKey: "" });
    const used = { ...before, apiKeyUsedAt: "2026-08-25T10:00:00.000Z" };
    expect(await settingsOf(tenant)).toEqual(used);

    tenant.clock.set("2026-08-26T10:00:00Z");
    const foreign = { subdomain: "bluefin", server: "eu" as const, apiKey: DEMO_KEYS.bluefin };
    expect(await testConnection(ctx, foreign)).toMatchObject({ ok: true });
    const [northwind, bluefin] = bench.emulator.state.accounts;
    bluefin!.server = "us";
    bluefin!.apiKeys.push(...northwind!.apiKeys.splice(0));
    expect(await testConnection(ctx, { ...typed, apiKey: "" })).toMatchObject({ replaces: "Northwind MSP" });
    expect(await settingsOf(tenant)).toEqual(used);
  });

  it.each([
    ["503", "out of service"],
    ["429", "too many calls"],
    ["504", "did not answer in time"],
    ["malformed", "in a form that Flexbill does not know"],
  ] as const)("says what an answer of %s means", async (kind, words) => {
    const { ctx } = await freshTenant(bench);
    await bench.control({ action: "fault", kind });
    expect(await testConnection(ctx, typed)).toMatchObject({
      ok: false,
      reason: "unreachable",
      fields: [{ path: "server" }],
      message: expect.stringContaining(words),
    });
  });

  it("says that the network does not reach IT Glue", async () => {
    const other = await startBench();
    await other.stop();
    const ctx = contextFor(await makeTenant(), { itGlue: other.itGlue });
    expect(await testConnection(ctx, typed)).toMatchObject({
      ok: false,
      reason: "unreachable",
      message: expect.stringContaining("could not be reached over the network"),
    });
  });
});
