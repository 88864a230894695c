import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { closeDatabase, placeDatabase, withTenant } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { connectAttempt, itGlueSettings, userConnection } from "@/db/schema/it-glue";
import { tenantDataKey } from "@/db/schema/tenant";
import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { addDataKey, dataKeys } from "@/lib/auth/sealing-data-keys";
import { auditOf, connect, decide, parts } from "@/lib/testing/connect-by-consent";
import { type Bench, connectedTenant, startBench } from "@/lib/testing/connected-tenant";
import type { TestTenant } from "@/lib/testing/factories";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { checkConnect } from "../connect/check-connect";
import { finishConnect } from "../connect/finish-connect";
import { ownConnection } from "../connect/own-connection";
import { startConnect } from "../connect/start-connect";
import { userCredential } from "../connect/user-credential";
import type { CommandContext } from "../context";
import { openApiKey, sealApiKey } from "../it-glue-settings/sealed-api-key";
import { rotateKeys } from "./rotate-keys";
import { SEALED_COLUMNS } from "./sealed-columns";

let server: PostgresServer;
let bench: Bench;
let tenant: TestTenant;
let ctx: CommandContext;
beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
  bench = await startBench();
});
beforeEach(async () => {
  ({ tenant, ctx } = await connectedTenant(bench));
  await connect(ctx);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await bench.control({ action: "reset" });
});
afterAll(async () => {
  await bench?.stop();
  await closeDatabase();
  await server?.stop();
});

const masterKey = (fill: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(fill)));

async function sealedTexts(): Promise<(string | null)[]> {
  return withTenant(tenant.scope, async (db) => {
    const [settings] = await db.select({ key: itGlueSettings.sealedApiKey }).from(itGlueSettings);
    const connections = await db.select().from(userConnection);
    const attempts = await db.select().from(connectAttempt);
    return [
      settings!.key,
      ...connections.flatMap((row) => [row.sealedAccess, row.sealedRefresh]),
      ...attempts.map((row) => row.sealedVerifier),
    ];
  });
}
const keyIds = async () => new Set((await sealedTexts()).map((text) => text?.split(".")[1]));
const keys = () => withTenant(tenant.scope, (db) => dataKeys(db, tenant.scope));

/** Everything sealed opens, and is what it was. */
async function expectAllOpen(): Promise<void> {
  const apiKey = await withTenant(tenant.scope, async (db) => {
    const [settings] = await db.select({ key: itGlueSettings.sealedApiKey }).from(itGlueSettings);
    return openApiKey(db, tenant.scope, settings!.key!);
  });
  expect(apiKey).toBe(DEMO_KEYS.northwind);
  const own = await ownConnection(ctx, tenant.admin.id);
  const [token] = bench.emulator.state.tokens;
  expect(own).toMatchObject({ access: token!.accessToken, refresh: token!.refreshToken });
}

describe("rotating keys", () => {
  it("seals every secret anew under a new data key, a Connect under way among them", async () => {
    const { authorizeUrl } = await startConnect(ctx, parts);
    const before = await sealedTexts();
    expect(await rotateKeys(ctx)).toEqual({
      outcome: "rotated",
      keyId: "k2",
      underNewMaster: 0,
      removed: 0,
      secrets: 4,
      lost: [],
    });
    expect(await keyIds()).toEqual(new Set(["k2"]));
    expect((await sealedTexts()).filter((text) => before.includes(text))).toEqual([]);
    await expectAllOpen();
    await finishConnect(ctx, await decide(authorizeUrl), parts);
    expect(await checkConnect(ctx)).toEqual({ status: "connected" });
    const [event] = await auditOf(tenant, "data-key.rotated");
    expect(event?.changes).toMatchObject({ dataKey: { from: "k1", to: "k2" } });
  });

  it("goes on while people read, connect and refresh: nothing fails, and the last pair of tokens stays", async () => {
    let isDone = false;
    const readers = Array.from({ length: 4 }, async () => {
      let reads = 0;
      while (!isDone) {
        await ownConnection(ctx, tenant.admin.id);
        await withTenant(tenant.scope, async (db) => {
          const [settings] = await db.select({ key: itGlueSettings.sealedApiKey }).from(itGlueSettings);
          await openApiKey(db, tenant.scope, settings!.key!);
        });
        reads += 1;
      }
      return reads;
    });
    const refreshing = (async () => {
      for (let round = 0; round < 12; round += 1) {
        const own = await ownConnection(ctx, tenant.admin.id);
        const found = await userCredential(ctx, tenant.admin.id, { refusedVersion: own!.row.tokenVersion });
        expect(found.state).toBe("connected");
      }
    })();
    for (let round = 0; round < 4; round += 1) await rotateKeys(ctx);
    await refreshing;
    isDone = true;
    for (const reads of await Promise.all(readers)) expect(reads).toBeGreaterThan(0);
    await rotateKeys(ctx);
    expect((await keyIds()).size).toBe(1);
    await expectAllOpen();
  });

  it("is finished by the next one where it was interrupted, without another key", async () => {
    await withTenant(tenant.scope, async (db) => {
      await addDataKey(db, tenant.scope);
      const sealedApiKey = await sealApiKey(db, tenant.scope, DEMO_KEYS.northwind);
      await db.update(itGlueSettings).set({ sealedApiKey });
    });
    expect(await keyIds()).toEqual(new Set(["k1", "k2"]));
    expect(await rotateKeys(ctx)).toMatchObject({ outcome: "finished", keyId: "k2", secrets: 2 });
    expect(await keyIds()).toEqual(new Set(["k2"]));
    await expectAllOpen();
    expect(await rotateKeys(ctx)).toMatchObject({ outcome: "rotated", keyId: "k3", secrets: 3 });
    await expectAllOpen();
  });

  it("twice at once comes to one new key that everything is under", async () => {
    await Promise.all([rotateKeys(ctx), rotateKeys(ctx)]);
    await rotateKeys(ctx);
    expect((await keyIds()).size).toBe(1);
    await expectAllOpen();
  });

  it("keeps former keys for an hour, then removes those that seal nothing", async () => {
    await rotateKeys(ctx);
    expect((await keys()).map((key) => key.keyId)).toEqual(["k1", "k2"]);
    await withTenant(tenant.scope, (db) =>
      db.update(tenantDataKey).set({ createdAt: sql`${tenantDataKey.createdAt} - interval '2 hours'` }),
    );
    expect(await rotateKeys(ctx)).toMatchObject({ keyId: "k3", removed: 1 });
    expect((await keys()).map((key) => key.keyId)).toEqual(["k2", "k3"]);
    await expectAllOpen();
  });

  it("does nothing for a company that never kept a secret", async () => {
    await withTenant(tenant.scope, async (db) => {
      await db.delete(userConnection);
      await db.update(itGlueSettings).set({ sealedApiKey: null });
      await db.delete(tenantDataKey);
    });
    expect(await rotateKeys(ctx)).toMatchObject({ outcome: "no-secrets", secrets: 0 });
    expect(await keys()).toEqual([]);
  });

  it("does not bless a ciphertext that was put into another row or column: it stays shut and is named", async () => {
    await withTenant(tenant.scope, (db) =>
      db.update(userConnection).set({ sealedAccess: sql`sealed_refresh` }),
    );
    await expect(ownConnection(ctx, tenant.admin.id)).rejects.toMatchObject({ name: "SealBroken" });
    expect(await rotateKeys(ctx)).toMatchObject({ secrets: 2, lost: ["user_connection.sealed_access"] });
    await expect(ownConnection(ctx, tenant.admin.id)).rejects.toMatchObject({ name: "SealBroken" });
  });

  it("does not open another tenant's ciphertext, nor rotates it", async () => {
    const other = await connectedTenant(bench);
    const [theirs] = await withTenant(other.tenant.scope, (db) => db.select().from(itGlueSettings));
    await withTenant(tenant.scope, (db) =>
      db
        .update(itGlueSettings)
        .set({ sealedApiKey: theirs!.sealedApiKey })
        .where(eq(itGlueSettings.tenantId, tenant.id)),
    );
    expect(await rotateKeys(ctx)).toMatchObject({ lost: ["it_glue_settings.sealed_api_key"] });
    const [after] = await withTenant(tenant.scope, (db) => db.select().from(itGlueSettings));
    expect(after?.sealedApiKey).toBe(theirs!.sealedApiKey);
  });
});

describe("a new master key", () => {
  it("opens everything beside the former one, and alone once the keys were rotated", async () => {
    const former = process.env.FLEXBILL_MASTER_KEY!;
    vi.stubEnv("FLEXBILL_MASTER_KEY", masterKey(7));
    vi.stubEnv("FLEXBILL_MASTER_KEY_PREVIOUS", former);
    await expectAllOpen();
    expect(await rotateKeys(ctx)).toMatchObject({ outcome: "rotated", keyId: "k2", underNewMaster: 1 });
    vi.stubEnv("FLEXBILL_MASTER_KEY_PREVIOUS", "");
    await expectAllOpen();
    expect(await rotateKeys(ctx)).toMatchObject({ keyId: "k3", underNewMaster: 0 });
    vi.stubEnv("FLEXBILL_MASTER_KEY", former);
    await expect(expectAllOpen()).rejects.toMatchObject({ name: "SealBroken" });
  });

  it.each([
    ["without the former one", "", /restore the former FLEXBILL_MASTER_KEY, or give it as/],
    ["beside a wrong former one", masterKey(8), /than FLEXBILL_MASTER_KEY and FLEXBILL_MASTER_KEY_PREVIOUS/],
    ["beside one of another form", "short", /FLEXBILL_MASTER_KEY_PREVIOUS must be 32 random bytes/],
  ])("%s refuses to rotate, says so, and changes nothing", async (_, previous, words) => {
    const [texts, keysBefore] = [await sealedTexts(), await keys()];
    const right = process.env.FLEXBILL_MASTER_KEY!;
    vi.stubEnv("FLEXBILL_MASTER_KEY", masterKey(7));
    vi.stubEnv("FLEXBILL_MASTER_KEY_PREVIOUS", previous);
    await expect(rotateKeys(ctx)).rejects.toThrow(words);
    expect([await sealedTexts(), await keys()]).toEqual([texts, keysBefore]);
    vi.stubEnv("FLEXBILL_MASTER_KEY", right);
    vi.stubEnv("FLEXBILL_MASTER_KEY_PREVIOUS", "");
    await expectAllOpen();
  });
});

describe("the list of sealed columns", () => {
  it("is the database's own: every column whose name says that it is sealed", async () => {
    const found = await withTenant(tenant.scope, (db) =>
      db.execute(sql`
        SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name LIKE 'sealed%' AND table_name <> 'tenant_data_key'
         ORDER BY 1, 2`),
    );
    const listed = SEALED_COLUMNS.map(({ table, column }) => ({ table, column }));
    const sorted = listed.sort((a, b) => `${a.table}${a.column}`.localeCompare(`${b.table}${b.column}`));
    expect((found as unknown as { rows: unknown[] }).rows).toEqual(sorted);
  });
});
