import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { closeDatabase, placeDatabase, withTenant } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { itGlueSettings } from "@/db/schema/it-glue";
import { masterKeyId } from "@/lib/auth/master-key";
import { openApiKey, sealApiKey } from "@/lib/commands/it-glue-settings/sealed-api-key";
import { makeTenant, type TestTenant } from "@/lib/testing/factories";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { rotateTenants } from "./rotate-tenants";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await closeDatabase();
  await server?.stop();
});

async function company(slug: string): Promise<TestTenant> {
  const of = await makeTenant({ slug });
  await withTenant(of.scope, async (db) => {
    const sealedApiKey = await sealApiKey(db, of.scope, `ITG.of.${slug}`);
    await db.insert(itGlueSettings).values({ tenantId: of.id, subdomain: slug, server: "us", sealedApiKey });
  });
  return of;
}

const keyOf = (of: TestTenant) =>
  withTenant(of.scope, async (db) => {
    const [settings] = await db.select({ sealed: itGlueSettings.sealedApiKey }).from(itGlueSettings);
    return openApiKey(db, of.scope, settings!.sealed!);
  });

describe("rotating the keys of every company on a server, as the app's own login", () => {
  it("brings all of them under a new master key, after which the former one opens nothing", async () => {
    const [acme, zeta] = [await company("acme"), await company("zeta")];
    const former = process.env.FLEXBILL_MASTER_KEY!;
    vi.stubEnv("FLEXBILL_MASTER_KEY", btoa("n".repeat(32)));
    vi.stubEnv("FLEXBILL_MASTER_KEY_PREVIOUS", former);
    const rotated = {
      outcome: "rotated",
      keyId: "k2",
      underNewMaster: 1,
      secrets: 1,
      lost: [],
      message: null,
    };
    expect(await rotateTenants(await masterKeyId())).toMatchObject([
      { tenant: "acme", ...rotated },
      { tenant: "zeta", ...rotated },
    ]);
    vi.stubEnv("FLEXBILL_MASTER_KEY_PREVIOUS", "");
    expect([await keyOf(acme), await keyOf(zeta)]).toEqual(["ITG.of.acme", "ITG.of.zeta"]);
    vi.stubEnv("FLEXBILL_MASTER_KEY", former);
    await expect(keyOf(acme)).rejects.toMatchObject({ name: "SealBroken" });
    expect(await rotateTenants()).toMatchObject([
      { tenant: "acme", message: expect.stringContaining("another master key") },
      { tenant: "zeta", message: expect.stringContaining("another master key") },
    ]);
  });
});
