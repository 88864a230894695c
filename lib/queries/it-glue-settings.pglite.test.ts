import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { itGlueRequestTally } from "@/db/schema/it-glue";
import { organization, organizationKind } from "@/db/schema/mirror";
import { makeAccount, makeTenant, type TestTenant } from "@/lib/testing/factories";
import { changeSettings, provedSettings, screenOf } from "@/lib/testing/it-glue-settings";
import { startTestDatabase } from "@/lib/testing/test-database";

let tenant: TestTenant;
let connectionId: string;

beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  connectionId = await provedSettings(tenant);
});

const REAL_NOW = new Date("2026-11-01T12:00:00Z");

describe("the key", () => {
  it("shows its age and how long it was not used, from when it was set where it never was", async () => {
    expect((await screenOf(tenant, REAL_NOW)).apiKey).toEqual({
      lastFour: "0001",
      setAt: "2026-03-01T13:00:00.000Z",
      usedAt: null,
      ageDays: 92,
      unusedDays: 92,
    });
    await changeSettings(tenant, { apiKeyUsedAt: "2026-05-30T14:00:00Z" });
    expect((await screenOf(tenant, REAL_NOW)).apiKey).toMatchObject({ ageDays: 92, unusedDays: 1 });
    expect(JSON.stringify(await screenOf(tenant, REAL_NOW))).not.toContain("sealed");
  });

  it("warns once it was not used for 80 days by the tenant's clock, until it is used", async () => {
    await changeSettings(tenant, { apiKeyUsedAt: "2026-05-30T14:00:00Z" });
    tenant.clock.set("2026-08-18T13:59:59Z");
    expect((await screenOf(tenant, REAL_NOW)).health.verdict).toMatchObject({ state: "healthy" });
    tenant.clock.set("2026-08-18T14:00:00Z");
    expect((await screenOf(tenant, REAL_NOW)).health.verdict).toEqual({
      state: "key-unused",
      unusedDays: 80,
    });
  });
});

describe("what takes part", () => {
  it("counts organizations by type and status, and linked accounts by theirs", async () => {
    const own = { tenantId: tenant.id, connectionId };
    const org = (
      id: string,
      typeId: string | null,
      values: Partial<typeof organization.$inferInsert> = {},
    ) => ({
      ...own,
      id,
      name: `Organization ${id}`,
      typeId,
      statusId: "8",
      isPrimary: false,
      itGlueUpdatedAt: "2026-05-01T00:00:00Z",
      ...values,
    });
    const [one, two, three] = [
      await makeAccount(tenant),
      await makeAccount(tenant),
      await makeAccount(tenant),
    ];
    const link = (organizationId: string, accountId: string) => ({
      ...own,
      organizationId,
      accountId,
      linkedAt: "2026-05-01T00:00:00Z",
    });
    await withTenant(tenant.scope, async (db) => {
      await db.insert(organizationKind).values([
        { ...own, kind: "type", id: "2", name: "Vendor" },
        { ...own, kind: "type", id: "1", name: "Customer" },
        { ...own, kind: "type", id: "3", name: "Old", missingSince: "2026-05-02T00:00:00Z" },
        { ...own, kind: "status", id: "8", name: "Active" },
      ]);
      await db
        .insert(organization)
        .values([
          org("10", "1"),
          org("11", "1"),
          org("12", "2"),
          org("13", null),
          org("14", "1", { isPrimary: true }),
          org("15", "1", { missingSince: "2026-05-02T00:00:00Z" }),
        ]);
      await db
        .insert(accountOrganization)
        .values([link("10", one.id), link("11", two.id), link("12", two.id), link("13", three.id)]);
    });
    expect((await screenOf(tenant, REAL_NOW)).kinds).toEqual({
      types: [
        { id: "1", name: "Customer", organizations: 2, isGone: false },
        { id: "3", name: "Old", organizations: 0, isGone: true },
        { id: "2", name: "Vendor", organizations: 1, isGone: false },
      ],
      statuses: [{ id: "8", name: "Active", organizations: 4, isGone: false }],
      linked: expect.arrayContaining([
        { organizations: [{ typeId: "1", statusId: "8" }], accounts: 1 },
        {
          organizations: [
            { typeId: "1", statusId: "8" },
            { typeId: "2", statusId: "8" },
          ],
          accounts: 1,
        },
        { organizations: [{ typeId: null, statusId: "8" }], accounts: 1 },
      ]),
    });
    const other = await makeTenant();
    await provedSettings(other);
    expect((await screenOf(other, REAL_NOW)).kinds).toEqual({ types: [], statuses: [], linked: [] });
  });
});

describe("requests in the last five minutes", () => {
  it("are summed in real time, of the own tenant alone", async () => {
    const tally = (of: TestTenant, startedAt: string, requests: number) =>
      withTenant(of.scope, (db) =>
        db.insert(itGlueRequestTally).values({ tenantId: of.id, startedAt, requests }),
      );
    await tally(tenant, "2026-11-01T11:54:45Z", 500);
    await tally(tenant, "2026-11-01T11:55:15Z", 40);
    await tally(tenant, "2026-11-01T11:59:45Z", 2);
    await tally(await makeTenant(), "2026-11-01T11:59:45Z", 900);
    expect((await screenOf(tenant, REAL_NOW)).health.requestsLately).toBe(42);
  });
});

describe("before the first save", () => {
  it("the form begins enabled, with all types and the usual payment terms", async () => {
    expect(await screenOf(await makeTenant(), REAL_NOW)).toMatchObject({
      isEnabled: true,
      version: 0,
      apiKey: null,
      account: null,
      syncedTypeIds: null,
      accountDefaults: { currency: null, paymentTermDays: 30, taxRatePercent: null },
      health: { verdict: { state: "not-set-up" }, requestsLately: 0 },
    });
  });
});
