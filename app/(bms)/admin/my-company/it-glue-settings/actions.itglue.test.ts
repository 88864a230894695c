import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import type { Session } from "@/lib/auth/session";
import { itGlueSettingsScreen } from "@/lib/queries/it-glue-settings";
import { type Bench, NORTHWIND, startBench } from "@/lib/testing/connected-tenant";
import { contextFor, makeTenant, makeUser, sessionFor, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { refreshOrganizationKindsAction, saveItGlueSettingsAction, testConnectionAction } from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  itGlue: undefined as Bench["itGlue"] | undefined,
  sent: [] as { name: string; data: unknown }[],
  isQueueDown: false,
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/inngest/client", () => ({
  inngest: {
    send: async ({ name, data }: { name: string; data: unknown }) => {
      if (signedIn.isQueueDown) throw new Error("The queue takes nothing.");
      signedIn.sent.push({ name, data });
    },
  },
}));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: ({ user }: Session) =>
    contextFor(signedIn.of!, {
      user: { ...signedIn.of!.admin, id: user.id, name: user.name, role: user.role },
      itGlue: signedIn.itGlue,
    }),
}));

let bench: Bench;
let tenant: TestTenant;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
  signedIn.itGlue = bench.itGlue;
});
afterAll(() => bench.stop());
beforeEach(async () => {
  signedIn.sent = [];
  signedIn.isQueueDown = false;
  tenant = await makeTenant();
  signIn(tenant);
});

function signIn(of: TestTenant, user = of.admin) {
  signedIn.of = of;
  signedIn.session = sessionFor(of, user);
}

const versionOf = async ({ scope, clock }: TestTenant) =>
  (await itGlueSettingsScreen(scope, { now: clock.now() })).version;

describe("save", () => {
  it("answers a version and the proved account, and never the key", async () => {
    const answer = await saveItGlueSettingsAction(NORTHWIND);
    expect(answer.data).toEqual({ version: 1, provedAccountName: "Northwind MSP", sync: "asked" });
    expect(JSON.stringify(answer)).not.toContain(DEMO_KEYS.northwind);
  });

  it.each([
    ["https://northwind.itglue.com", "A web address does not go here."],
    ["northwind.itglue.com", "Leave out the dot"],
    ["north wind", "A subdomain has no spaces."],
  ])("refuses the subdomain %s at its field, before IT Glue is asked", async (subdomain, words) => {
    await bench.control({ action: "clear-requests" });
    const { validationErrors } = await saveItGlueSettingsAction({ ...NORTHWIND, subdomain });
    expect(validationErrors?.fieldErrors).toEqual({ subdomain: [expect.stringContaining(words)] });
    expect(validationErrors?.fieldErrors.subdomain?.[0]).toContain(
      "for https://northwind.itglue.com type northwind",
    );
    expect(await emulatorRequests(bench.emulator.url)).toEqual([]);
    expect(await versionOf(tenant)).toBe(0);
  });

  it("refuses a wrong key and a wrong server with the field and without the key", async () => {
    const wrongKey = await saveItGlueSettingsAction({ ...NORTHWIND, apiKey: "ITG.wrong.key" });
    expect(wrongKey.serverError).toMatchObject({
      code: "it-glue-forbidden",
      fields: [{ path: "apiKey" }, { path: "server" }],
    });
    expect(JSON.stringify(wrongKey)).not.toContain("ITG.wrong.key");
    const wrongServer = await saveItGlueSettingsAction({ ...NORTHWIND, server: "au" });
    expect(wrongServer.serverError).toMatchObject({
      code: "it-glue-forbidden",
      fields: [{ path: "apiKey" }, { path: "server", message: expect.stringContaining("choose US") }],
    });
    expect(JSON.stringify(wrongServer)).not.toContain(DEMO_KEYS.northwind);
  });
});

describe("the sync of organizations", () => {
  const asked = () => signedIn.sent.map(({ name, data }) => ({ name, data }));

  it("is asked for after a save, for the own company, and not while the integration is off", async () => {
    await saveItGlueSettingsAction(NORTHWIND);
    expect(asked()).toEqual([
      {
        name: "organizations/sync.requested",
        data: { tenantId: tenant.id, requestedBy: tenant.admin.name },
      },
    ]);
    const off = { ...NORTHWIND, apiKey: "", isEnabled: false, version: 1 };
    expect((await saveItGlueSettingsAction(off)).data).toMatchObject({ version: 2, sync: "none" });
    // Turned off: no sync is asked for, and runs that are under way are called off.
    expect(asked().slice(1)).toEqual([{ name: "it-glue/turned-off", data: { tenantId: tenant.id } }]);
  });

  it("is not asked for after a refused save", async () => {
    await saveItGlueSettingsAction({ ...NORTHWIND, apiKey: "ITG.wrong.key" });
    expect(asked()).toEqual([]);
  });

  it("leaves the settings saved where the queue takes nothing", async () => {
    signedIn.isQueueDown = true;
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect((await saveItGlueSettingsAction(NORTHWIND)).data).toMatchObject({ version: 1, sync: "not-asked" });
    expect(log).toHaveBeenCalledOnce();
    expect(log.mock.calls[0]?.[0]).not.toContain(DEMO_KEYS.northwind);
    log.mockRestore();
    expect(await versionOf(tenant)).toBe(1);
  });
});

describe("refresh types and statuses", () => {
  it("answers how many there are, and refuses while nothing is set up", async () => {
    expect((await refreshOrganizationKindsAction()).serverError?.code).toBe("it-glue-not-set-up");
    await saveItGlueSettingsAction(NORTHWIND);
    expect((await refreshOrganizationKindsAction()).data).toEqual({ types: 4, statuses: 2 });
  });
});

describe("bad choices", () => {
  it.each([
    [
      "countingUserId",
      { countingIdentity: "user" as const, countingUserId: null },
      "Choose whose connection counts",
    ],
    ["syncedTypeIds", { syncedTypeIds: [] }, "Choose at least one organization type"],
    ["syncedStatusIds", { syncedStatusIds: [] }, "Choose at least one organization status"],
    [
      "accountDefaults.taxRatePercent",
      { accountDefaults: { currency: "", taxRatePercent: "101", paymentTermDays: 30 } },
      "between 0 and 100 percent",
    ],
    [
      "accountDefaults.paymentTermDays",
      { accountDefaults: { currency: "", taxRatePercent: null, paymentTermDays: 400 } },
      "whole days between 0 and 365",
    ],
    [
      "accountDefaults.currency",
      { accountDefaults: { currency: "XXQ", taxRatePercent: null, paymentTermDays: 30 } },
      "is not a currency",
    ],
  ])("are refused at %s, and nothing is stored or asked", async (path, change, words) => {
    const { validationErrors } = await saveItGlueSettingsAction({ ...NORTHWIND, ...change });
    expect(validationErrors?.fieldErrors).toEqual({ [path]: [expect.stringContaining(words)] });
    expect(await versionOf(tenant)).toBe(0);
    expect(signedIn.sent).toEqual([]);
  });
});

describe("who", () => {
  it("is an Administrator: anybody else is refused before the input is looked at", async () => {
    signIn(tenant, await makeUser(tenant, { role: "Finance Manager" }));
    const bad = { ...NORTHWIND, subdomain: "https://" };
    expect((await saveItGlueSettingsAction(bad)).serverError?.code).toBe("not-allowed");
    expect((await testConnectionAction(NORTHWIND)).serverError?.code).toBe("not-allowed");
    expect((await refreshOrganizationKindsAction()).serverError?.code).toBe("not-allowed");
    signedIn.session = null;
    expect((await refreshOrganizationKindsAction()).serverError?.code).toBe("signed-out");
    expect((await saveItGlueSettingsAction(NORTHWIND)).serverError?.code).toBe("signed-out");
  });
});
