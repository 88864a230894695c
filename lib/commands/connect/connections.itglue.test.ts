import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { itGlueSettings, userConnection } from "@/db/schema/it-glue";
import { appUser } from "@/db/schema/tenant";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { connections } from "@/lib/queries/connections";
import { auditOf, connect, connectionOf } from "@/lib/testing/connect-by-consent";
import { type Bench, connectedTenant, refusalOf, startBench } from "@/lib/testing/connected-tenant";
import { contextFor, makeUser, type TestTenant, type TestUser } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import type { CommandContext } from "../context";
import { connectWithKey } from "./connect-with-key";
import { disconnectUser } from "./disconnect-user";

let bench: Bench;
let tenant: TestTenant;
let ctx: CommandContext;
let nora: TestUser;
let theo: TestUser;
let asNora: CommandContext;
let asTheo: CommandContext;

beforeAll(async () => {
  await startTestDatabase();
  bench = await startBench();
});
beforeEach(async () => {
  ({ tenant, ctx } = await connectedTenant(bench));
  nora = await makeUser(tenant, { name: "Nora Field", role: "Technician" });
  theo = await makeUser(tenant, { name: "Theo Marsh", role: "Finance Manager" });
  const { itGlue, authorizationFor } = bench;
  asNora = contextFor(tenant, { user: nora, itGlue, authorizationFor });
  asTheo = contextFor(tenant, { user: theo, itGlue, authorizationFor });
  await connect(asNora);
  await connectWithKey(asTheo, { apiKey: DEMO_KEYS.northwind });
});
afterEach(() => bench.control({ action: "reset" }));
afterAll(() => bench.stop());

describe("the connections of a company", () => {
  it("are listed with who, how, since and last use, and with nothing that opens IT Glue", async () => {
    const at = "2026-06-01T13:00:00.000Z";
    const shared = { accountName: "Northwind MSP", connectedAt: at, lastUsedAt: at, isActive: true };
    const rows = await connections(tenant.scope);
    expect(rows).toEqual([
      {
        ...shared,
        userId: nora.id,
        name: "Nora Field",
        email: nora.email,
        kind: "oauth",
        lastFour: null,
        status: "connected",
        isCounting: false,
      },
      {
        ...shared,
        userId: theo.id,
        name: "Theo Marsh",
        email: theo.email,
        kind: "api-key",
        lastFour: "0001",
        status: "connected",
        isCounting: false,
      },
    ]);
    const stored = await withTenant(tenant.scope, (db) => db.select().from(userConnection));
    const said = JSON.stringify(rows);
    for (const { sealedAccess, sealedRefresh } of stored) {
      expect(said).not.toContain(sealedAccess);
      if (sealedRefresh) expect(said).not.toContain(sealedRefresh);
    }
    expect(said).not.toContain(DEMO_KEYS.northwind);
  });

  it("say whose no longer holds, who counts, and who can no longer sign in", async () => {
    await withTenant(tenant.scope, async (db) => {
      await db.update(userConnection).set({ status: "reconnect" });
      await db.update(appUser).set({ isActive: false });
      await db.update(itGlueSettings).set({ countingIdentity: "user", countingUserId: theo.id });
    });
    expect(await connections(tenant.scope)).toMatchObject([
      { userId: nora.id, status: "needs-reconnect", isActive: false, isCounting: false },
      { userId: theo.id, status: "needs-reconnect", isActive: false, isCounting: true },
    ]);
  });

  it("are each tenant's own", async () => {
    const other = await connectedTenant(bench);
    expect(await connections(other.tenant.scope)).toEqual([]);
    expect((await refusalOf(disconnectUser(other.ctx, { userId: nora.id }))).code).toBe("not-connected");
    expect(await connectionOf(tenant, nora.id)).toBeDefined();
  });

  it("are ended by an Administrator: the token is revoked, and the audit names both", async () => {
    expect(await disconnectUser(ctx, { userId: nora.id })).toEqual({ kind: "oauth", isRevoked: true });
    expect(bench.emulator.state.tokens).toEqual([]);
    expect(await connectionOf(tenant, nora.id)).toBeUndefined();
    const [event] = await auditOf(tenant, "it-glue-connect.disconnected");
    expect(event).toMatchObject({ actorUserId: tenant.admin.id, subjectKind: "user", subjectId: nora.id });
    expect(await disconnectUser(ctx, { userId: theo.id })).toEqual({ kind: "api-key", isRevoked: false });
    expect(await connections(tenant.scope)).toEqual([]);
    expect((await refusalOf(disconnectUser(ctx, { userId: nora.id }))).code).toBe("not-connected");
  });

  it("are ended also where the secret no longer opens, or IT Glue is turned off", async () => {
    await withTenant(tenant.scope, async (db) => {
      await db.update(userConnection).set({ sealedAccess: "v1.k1.moved.here" });
      await db.update(itGlueSettings).set({ isEnabled: false });
    });
    expect(await disconnectUser(ctx, { userId: nora.id })).toEqual({ kind: "oauth", isRevoked: false });
    expect(await connectionOf(tenant, nora.id)).toBeUndefined();
  });

  it("are ended by nobody else", async () => {
    for (const stranger of [asNora, asTheo])
      expect((await refusalOf(disconnectUser(stranger, { userId: nora.id }))).code).toBe("not-allowed");
    expect(await connections(tenant.scope)).toHaveLength(2);
  });
});
