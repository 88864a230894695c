import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { userConnection } from "@/db/schema/it-glue";
import { appUser } from "@/db/schema/tenant";
import { makeTenant, makeUser, type TestTenant } from "@/lib/testing/factories";
import { changeSettings, provedSettings, screenOf } from "@/lib/testing/it-glue-settings";
import { startTestDatabase } from "@/lib/testing/test-database";
import { lostCountingIdentity } from "./it-glue-settings-notice";

let tenant: TestTenant;
let connectionId: string;

beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  connectionId = await provedSettings(tenant);
});

const REAL_NOW = new Date("2026-11-01T12:00:00Z");

async function connected(
  of: TestTenant,
  name: string,
  values: Partial<typeof userConnection.$inferInsert> = {},
) {
  const user = await makeUser(of, { name });
  await withTenant(of.scope, (db) =>
    db.insert(userConnection).values({
      tenantId: of.id,
      userId: user.id,
      connectionId,
      kind: "oauth",
      sealedAccess: "sealed",
      sealedRefresh: "sealed",
      accessExpiresAt: "2026-10-31T00:00:00Z",
      status: "connected",
      connectedAt: "2026-05-01T00:00:00Z",
      details: {},
      ...values,
    }),
  );
  return user;
}

describe("who counts", () => {
  it("lists people whose Connect to the pinned account holds, by name", async () => {
    const zoe = await connected(tenant, "Zoe");
    const ann = await connected(tenant, "Ann", {
      kind: "api-key",
      sealedRefresh: null,
      accessExpiresAt: null,
    });
    await connected(tenant, "Told to reconnect", { status: "reconnect" });
    await connected(tenant, "Token ended", { sealedRefresh: null });
    await makeUser(tenant, { name: "Never connected" });
    expect((await screenOf(tenant, REAL_NOW)).counting).toEqual({
      userId: null,
      users: [
        { userId: ann.id, name: "Ann", email: ann.email, status: "connected" },
        { userId: zoe.id, name: "Zoe", email: zoe.email, status: "connected" },
      ],
    });
    expect((await screenOf(await makeTenant(), REAL_NOW)).counting.users).toEqual([]);
  });

  it.each([
    ["needs-reconnect", { status: "reconnect" as const }, {}],
    ["disabled", {}, { isActive: false }],
  ])(
    "keeps the chosen one in sight where they are %s, here and on Today",
    async (status, connection, user) => {
      const nora = await connected(tenant, "Nora");
      const apiKeyUsedAt = "2026-06-01T00:00:00Z";
      await changeSettings(tenant, { countingIdentity: "user", countingUserId: nora.id, apiKeyUsedAt });
      expect(await lostCountingIdentity(tenant.scope, REAL_NOW)).toBeNull();
      expect((await screenOf(tenant, REAL_NOW)).health.verdict.state).toBe("healthy");
      await withTenant(tenant.scope, async (db) => {
        if (Object.keys(connection).length > 0) await db.update(userConnection).set(connection);
        if (Object.keys(user).length > 0) await db.update(appUser).set(user);
      });
      expect(await lostCountingIdentity(tenant.scope, REAL_NOW)).toEqual({
        userId: nora.id,
        userName: "Nora",
        status,
      });
      expect((await screenOf(tenant, REAL_NOW)).health.verdict).toEqual({
        state: "identity-lost",
        userName: "Nora",
        status,
      });
      expect((await screenOf(tenant, REAL_NOW)).counting.users).toMatchObject([{ userId: nora.id, status }]);
    },
  );

  it("is lost with a Disconnect; says nothing while the integration is off, nor to another tenant", async () => {
    const nora = await connected(tenant, "Nora");
    await changeSettings(tenant, { countingIdentity: "user", countingUserId: nora.id });
    await withTenant(tenant.scope, (db) => db.delete(userConnection));
    expect(await lostCountingIdentity(tenant.scope, REAL_NOW)).toMatchObject({ status: "disconnected" });
    const other = await makeTenant();
    await provedSettings(other);
    expect(await lostCountingIdentity(other.scope, REAL_NOW)).toBeNull();
    await changeSettings(tenant, { isEnabled: false });
    expect(await lostCountingIdentity(tenant.scope, REAL_NOW)).toBeNull();
  });
});
