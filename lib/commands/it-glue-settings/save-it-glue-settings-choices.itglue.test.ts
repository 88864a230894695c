import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { userConnection } from "@/db/schema/it-glue";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import {
  type Bench,
  BLUEFIN,
  connectedTenant,
  NORTHWIND,
  refusalOf,
  startBench,
} from "@/lib/testing/connected-tenant";
import { contextFor, makeUser, type TestTenant, type TestUser } from "@/lib/testing/factories";
import { changeSettings, freshTenant, savesOf, screenOf, settingsOf } from "@/lib/testing/it-glue-settings";
import { startTestDatabase } from "@/lib/testing/test-database";
import { connectWithKey } from "../connect/connect-with-key";
import type { CommandContext } from "../context";
import { refreshOrganizationKinds } from "./refresh-organization-kinds";
import { saveItGlueSettings } from "./save-it-glue-settings";

let bench: Bench;
let tenant: TestTenant;
let ctx: CommandContext;
let nora: TestUser;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
});
beforeEach(async () => {
  ({ tenant, ctx } = await connectedTenant(bench));
  nora = await makeUser(tenant, { name: "Nora Miller" });
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

const SAVE = { ...NORTHWIND, apiKey: "", version: 1 };
const USER = { ...SAVE, countingIdentity: "user" as const };
const connect = (user: TestUser, of = tenant) =>
  connectWithKey(contextFor(of, { user, itGlue: bench.itGlue }), { apiKey: DEMO_KEYS.northwind });
const fieldOf = async (save: Promise<unknown>) => (await refusalOf(save)).fields[0];

describe("which identity counts", () => {
  it("may be a connected user: a change of identity, in the audit by name", async () => {
    await connect(nora);
    tenant.clock.set("2026-06-05T10:00:00Z");
    await saveItGlueSettings(ctx, { ...USER, countingUserId: nora.id });
    expect(await settingsOf(tenant)).toMatchObject({
      countingIdentity: "user",
      countingUserId: nora.id,
      identityChangedAt: "2026-06-05T10:00:00.000Z",
    });
    expect((await savesOf(tenant)).at(-1)?.changes).toMatchObject({
      countingIdentity: { from: "API key", to: "Nora Miller" },
    });
    tenant.clock.set("2026-06-06T10:00:00Z");
    await saveItGlueSettings(ctx, {
      ...SAVE,
      countingIdentity: "api-key",
      countingUserId: nora.id,
      version: 2,
    });
    expect(await settingsOf(tenant)).toMatchObject({
      countingIdentity: "api-key",
      countingUserId: null,
      identityChangedAt: "2026-06-06T10:00:00.000Z",
    });
  });

  it("stays as it is where a save leaves it out, and is no change where it is the same", async () => {
    await connect(nora);
    tenant.clock.set("2026-06-05T10:00:00Z");
    await saveItGlueSettings(ctx, { ...USER, countingUserId: nora.id });
    tenant.clock.set("2026-06-06T10:00:00Z");
    await saveItGlueSettings(ctx, { ...SAVE, subdomain: "nw", version: 2 });
    await saveItGlueSettings(ctx, { ...USER, countingUserId: nora.id, version: 3 });
    expect(await settingsOf(tenant)).toMatchObject({
      countingUserId: nora.id,
      identityChangedAt: "2026-06-05T10:00:00.000Z",
    });
  });

  it("is no one who is not connected, connected elsewhere, told to reconnect, disabled or a stranger", async () => {
    const choose = (user: { id: string }) => saveItGlueSettings(ctx, { ...USER, countingUserId: user.id });
    const at = (words: string) => ({ path: "countingUserId", message: expect.stringContaining(words) });
    expect(await fieldOf(choose(nora))).toEqual(at("Nora Miller is not connected to “Northwind MSP”"));
    await connect(nora);
    const setConnection = (values: Partial<typeof userConnection.$inferInsert>) =>
      withTenant(tenant.scope, (db) =>
        db
          .update(userConnection)
          .set(values)
          .where(and(eq(userConnection.tenantId, tenant.id), eq(userConnection.userId, nora.id))),
      );
    await setConnection({ status: "reconnect" });
    expect(await fieldOf(choose(nora))).toEqual(at("is not connected"));
    await setConnection({ status: "connected", accessExpiresAt: "2020-01-01T00:00:00Z" });
    expect(await fieldOf(choose(nora))).toEqual(at("is not connected"));

    const gone = await makeUser(tenant, { name: "Gone Jones", isActive: false });
    expect(await fieldOf(choose(gone))).toEqual(at("Gone Jones has no access to Flexbill"));
    const { tenant: other } = await connectedTenant(bench);
    await connect(other.admin, other);
    expect(await fieldOf(choose(other.admin))).toEqual(at("This person has no access to Flexbill"));
    expect(await settingsOf(tenant)).toMatchObject({ version: 1, countingUserId: null });
  });

  it("needs a key first: nobody can be connected before an account is", async () => {
    const { tenant: fresh, ctx: freshCtx } = await freshTenant(bench);
    const typed = { ...USER, isEnabled: false, countingUserId: fresh.admin.id, version: 0 };
    expect((await fieldOf(saveItGlueSettings(freshCtx, typed)))?.message).toContain(
      "Save with the API key first",
    );
  });

  it("does not move to another account with a user of the old one", async () => {
    await connect(nora);
    await saveItGlueSettings(ctx, { ...USER, countingUserId: nora.id });
    const moved = { ...BLUEFIN, countingIdentity: "user" as const, countingUserId: nora.id, version: 2 };
    expect((await fieldOf(saveItGlueSettings(ctx, moved)))?.message).toContain(
      "Nora Miller is not connected to “Bluefin IT”",
    );
    expect(await settingsOf(tenant)).toMatchObject({ server: "us", version: 2 });
  });

  it("needs no key that opens while a user counts, and one again for the key to count", async () => {
    await connect(nora);
    await saveItGlueSettings(ctx, { ...USER, countingUserId: nora.id });
    await changeSettings(tenant, { sealedApiKey: "v1.k1.AAAA.AAAA" });
    await saveItGlueSettings(ctx, { ...SAVE, subdomain: "nw", version: 2 });
    const back = saveItGlueSettings(ctx, { ...SAVE, countingIdentity: "api-key", version: 3 });
    expect(await fieldOf(back)).toMatchObject({ path: "apiKey" });
  });

  it("that was lost does not stop other changes from being saved", async () => {
    await connect(nora);
    await saveItGlueSettings(ctx, { ...USER, countingUserId: nora.id });
    await withTenant(tenant.scope, (db) => db.delete(userConnection));
    await saveItGlueSettings(ctx, { ...USER, countingUserId: nora.id, subdomain: "nw", version: 2 });
    expect(await settingsOf(tenant)).toMatchObject({ subdomain: "nw", version: 3 });
  });
});

describe("types and statuses that take part", () => {
  const chosen = async () => {
    await refreshOrganizationKinds(ctx);
    const { types, statuses } = (await screenOf(tenant)).kinds;
    return {
      customer: types.find(({ name }) => name === "Customer")!.id,
      vendor: types.find(({ name }) => name === "Vendor")!.id,
      active: statuses.find(({ name }) => name === "Active")!.id,
    };
  };

  it("are all of them unless told, and kept by id, with names in the audit", async () => {
    expect(await settingsOf(tenant)).toMatchObject({ syncedTypeIds: null, syncedStatusIds: null });
    const { customer, vendor, active } = await chosen();
    const typed = { ...SAVE, syncedTypeIds: [vendor, customer, vendor], syncedStatusIds: [active] };
    await saveItGlueSettings(ctx, typed);
    expect(await settingsOf(tenant)).toMatchObject({
      syncedTypeIds: [customer, vendor].sort(),
      syncedStatusIds: [active],
      identityChangedAt: null,
    });
    expect((await savesOf(tenant)).at(-1)?.changes).toMatchObject({
      syncedTypes: { from: "all", to: "Customer, Vendor" },
      syncedStatuses: { from: "all", to: "Active" },
    });
    await saveItGlueSettings(ctx, { ...SAVE, syncedTypeIds: null, version: 2 });
    expect(await settingsOf(tenant)).toMatchObject({ syncedTypeIds: null, syncedStatusIds: [active] });
  });

  it("must be known in this account: another's, a made-up one and a type as a status are refused", async () => {
    const { customer } = await chosen();
    for (const change of [{ syncedTypeIds: ["999"] }, { syncedStatusIds: [customer] }]) {
      const field = await fieldOf(saveItGlueSettings(ctx, { ...SAVE, ...change }));
      expect(field).toEqual({
        path: Object.keys(change)[0],
        message: expect.stringContaining("Press “Refresh types and statuses”"),
      });
    }
    const { ctx: other } = await connectedTenant(bench);
    expect((await fieldOf(saveItGlueSettings(other, { ...SAVE, syncedTypeIds: [customer] })))?.path).toBe(
      "syncedTypeIds",
    );
  });

  it("stay chosen when IT Glue deletes them, and do not move to another account", async () => {
    const { customer } = await chosen();
    await saveItGlueSettings(ctx, { ...SAVE, syncedTypeIds: [customer] });
    const account = bench.emulator.state.accounts[0]!;
    account.organizationTypes = account.organizationTypes.filter(({ id }) => id !== customer);
    await refreshOrganizationKinds(ctx);
    await saveItGlueSettings(ctx, { ...SAVE, syncedTypeIds: [customer], subdomain: "nw", version: 2 });
    const field = await fieldOf(saveItGlueSettings(ctx, { ...BLUEFIN, version: 3 }));
    expect(field).toEqual({
      path: "syncedTypeIds",
      message: expect.stringContaining("These types belong to “Northwind MSP”. Let all types take part"),
    });
    await saveItGlueSettings(ctx, { ...BLUEFIN, syncedTypeIds: null, version: 3 });
    expect(await settingsOf(tenant)).toMatchObject({ server: "eu", syncedTypeIds: null });
  });
});

describe("defaults for new accounts", () => {
  it("are kept without what is blank, and audited each by itself", async () => {
    const accountDefaults = { currency: "eur", taxRatePercent: "8.250", paymentTermDays: 14 };
    await saveItGlueSettings(ctx, { ...SAVE, accountDefaults });
    expect((await settingsOf(tenant))?.accountDefaults).toEqual({
      currency: "EUR",
      taxRatePercent: "8.25",
      paymentTermDays: 14,
    });
    expect((await savesOf(tenant)).at(-1)?.changes).toMatchObject({
      defaultCurrency: { from: null, to: "EUR" },
      defaultPaymentTermDays: { from: null, to: 14 },
      defaultTaxRatePercent: { from: null, to: "8.25" },
    });
    const blank = { currency: "", taxRatePercent: null, paymentTermDays: 30 };
    await saveItGlueSettings(ctx, { ...SAVE, accountDefaults: blank, version: 2 });
    expect((await settingsOf(tenant))?.accountDefaults).toEqual({ paymentTermDays: 30 });
    await saveItGlueSettings(ctx, { ...SAVE, version: 3 });
    expect((await settingsOf(tenant))?.accountDefaults).toEqual({ paymentTermDays: 30 });
  });
});

describe("two tabs", () => {
  it("are told of each choice the other changed, in words", async () => {
    await connect(nora);
    await refreshOrganizationKinds(ctx);
    const [type] = (await screenOf(tenant)).kinds.types;
    await saveItGlueSettings(ctx, { ...USER, countingUserId: nora.id, syncedTypeIds: [type!.id] });
    const refusal = await refusalOf(saveItGlueSettings(ctx, { ...SAVE, subdomain: "mine" }));
    expect(refusal.code).toBe("changed-meanwhile");
    expect(refusal.fields.map(({ message }) => message).sort()).toEqual([
      expect.stringContaining("changed Counts as from “API key” to “Nora Miller”"),
      expect.stringContaining(`changed Organization types from “all” to “${type!.name}”`),
    ]);
  });
});
