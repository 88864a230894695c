import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { tenantDataKey } from "@/db/schema/tenant";
import { makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { openSealed, type SealBroken, type SealedPlace, seal } from "./sealing";

beforeAll(async () => {
  await startTestDatabase();
});

const masterKey = (fill: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(fill)));
beforeEach(() => vi.stubEnv("FLEXBILL_MASTER_KEY", masterKey(1)));
afterEach(() => vi.unstubAllEnvs());

const place: SealedPlace = { table: "it_glue_settings", column: "sealed_api_key", row: "row-1" };
const sealIn = (of: TestTenant, plaintext: string, at = place) =>
  withTenant(of.scope, (db) => seal(db, of.scope, at, plaintext));
const openIn = (of: TestTenant, sealed: string, at = place) =>
  withTenant(of.scope, (db) => openSealed(db, of.scope, at, sealed));
const broken = { name: "SealBroken" } satisfies Partial<SealBroken>;

describe("a sealed secret", () => {
  it("opens where it was sealed, whatever characters it has", async () => {
    const tenant = await makeTenant();
    for (const secret of ["ITG.0a1b2c", "", "Schlüssel ✓", "x".repeat(10_000)])
      expect(await openIn(tenant, await sealIn(tenant, secret))).toBe(secret);
  });

  it("never looks the same twice, and shows nothing of the secret", async () => {
    const tenant = await makeTenant();
    const [one, two] = [await sealIn(tenant, "ITG.secret"), await sealIn(tenant, "ITG.secret")];
    expect(one).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]+$/);
    expect(one).not.toBe(two);
    expect(one).not.toContain("secret");
  });

  it("does not open in another row, column or table", async () => {
    const tenant = await makeTenant();
    const sealed = await sealIn(tenant, "secret");
    await expect(openIn(tenant, sealed, { ...place, row: "row-2" })).rejects.toMatchObject(broken);
    await expect(openIn(tenant, sealed, { ...place, column: "sealed_access" })).rejects.toMatchObject(broken);
    await expect(openIn(tenant, sealed, { ...place, table: "user_connection" })).rejects.toMatchObject(
      broken,
    );
    await expect(
      openIn(tenant, sealed, { table: "it_glue_settings", column: "sealed_api_keyrow", row: "-1" }),
    ).rejects.toMatchObject(broken);
  });

  it("does not open for another tenant, not even with the first tenant's data key copied over", async () => {
    const [own, other] = [await makeTenant(), await makeTenant()];
    const sealed = await sealIn(own, "secret");
    await expect(openIn(other, sealed)).rejects.toMatchObject(broken);
    const [key] = await withTenant(own.scope, (db) => db.select().from(tenantDataKey));
    await withTenant(other.scope, (db) => db.insert(tenantDataKey).values({ ...key!, tenantId: other.id }));
    await expect(openIn(other, sealed)).rejects.toMatchObject(broken);
  });

  it("does not open when one character was altered, or when it is no sealed text at all", async () => {
    const tenant = await makeTenant();
    const sealed = await sealIn(tenant, "secret");
    const last = sealed.at(-3) === "A" ? "B" : "A";
    await expect(openIn(tenant, sealed.slice(0, -3) + last + sealed.slice(-2))).rejects.toMatchObject(broken);
    for (const text of ["", "secret", "v2.k1.a.b", `${sealed}.x`, sealed.replace("k1", "k2")])
      await expect(openIn(tenant, text)).rejects.toMatchObject(broken);
  });

  it("needs the master key it was sealed under, and says so", async () => {
    const tenant = await makeTenant();
    const sealed = await sealIn(tenant, "secret");
    vi.stubEnv("FLEXBILL_MASTER_KEY", masterKey(2));
    await expect(openIn(tenant, sealed)).rejects.toThrow(/another master key/);
    vi.stubEnv("FLEXBILL_MASTER_KEY", "");
    await expect(openIn(tenant, sealed)).rejects.toThrow(/FLEXBILL_MASTER_KEY is not set/);
    vi.stubEnv("FLEXBILL_MASTER_KEY", btoa("too short"));
    await expect(sealIn(tenant, "secret")).rejects.toThrow(/32 random bytes/);
  });

  it("keeps one data key for each tenant, itself sealed", async () => {
    const tenant = await makeTenant();
    await sealIn(tenant, "one");
    await sealIn(tenant, "two");
    const keys = await withTenant(tenant.scope, (db) =>
      db.select().from(tenantDataKey).where(eq(tenantDataKey.tenantId, tenant.id)),
    );
    expect(keys).toHaveLength(1);
    expect(keys[0]?.sealedKey).toMatch(/^v1\./);
  });
});
