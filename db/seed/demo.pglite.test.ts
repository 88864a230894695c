import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { itGlueSettings } from "@/db/schema/it-glue";
import { appUser, tenant } from "@/db/schema/tenant";
import { DEMO_PASSWORD, DEMO_PEOPLE } from "@/lib/auth/demo-people";
import { jobContext } from "@/lib/auth/job-context";
import { proveSignIn } from "@/lib/auth/sign-in";
import { startTestDatabase } from "@/lib/testing/test-database";
import { seedIfEmpty } from "./demo";

beforeAll(async () => {
  await startTestDatabase();
});
beforeEach(() => {
  vi.stubEnv("FLEXBILL_DEMO", "1");
  vi.stubEnv("DATABASE_URL", "");
});
afterEach(() => vi.unstubAllEnvs());

describe("the demo's first start", () => {
  it("refuses outside the demo, and on anyone's own database", async () => {
    vi.stubEnv("FLEXBILL_DEMO", "");
    await expect(seedIfEmpty()).rejects.toThrow(/in the demo alone/);
    vi.stubEnv("FLEXBILL_DEMO", "1");
    vi.stubEnv("DATABASE_URL", "postgres://127.0.0.1/flexbill");
    await expect(seedIfEmpty()).rejects.toThrow(/unset DATABASE_URL/);
  });

  it("makes two simulated companies whose clocks stand at nine in the morning of June 1", async () => {
    expect(await seedIfEmpty()).toEqual(["northwind", "bluefin"]);
    const [northwind, bluefin] = [
      await jobContext({ slug: "northwind" }, "Test"),
      await jobContext({ slug: "bluefin" }, "Test"),
    ];
    expect(northwind.tenant).toMatchObject({
      timeZone: "America/New_York",
      currency: "USD",
      isSimulation: true,
    });
    expect(bluefin.tenant).toMatchObject({ timeZone: "Europe/London", currency: "GBP", isSimulation: true });
    for (const ctx of [northwind, bluefin]) {
      const local = ctx.now().toZonedDateTimeISO(ctx.tenant.timeZone).toPlainDateTime();
      expect(local.toString()).toBe("2026-06-01T09:00:00");
      expect(await withTenant(ctx.scope, (db) => db.select().from(itGlueSettings))).toEqual([]);
    }
  });

  it("lets demo users of both companies in with the demo password", async () => {
    await seedIfEmpty();
    for (const { company, email } of [DEMO_PEOPLE[0]!, DEMO_PEOPLE[7]!])
      expect(await proveSignIn({ company, email, password: DEMO_PASSWORD }, null)).toMatchObject({
        ok: true,
      });
  });

  it("changes nothing at the next start, not even what a person changed since", async () => {
    await seedIfEmpty();
    const { scope } = await jobContext({ slug: "northwind" }, "Test");
    await withTenant(scope, (db) => db.update(tenant).set({ name: "Renamed" }));
    expect(await seedIfEmpty()).toEqual([]);
    const [row] = await withTenant(scope, (db) => db.select().from(tenant));
    expect(row?.name).toBe("Renamed");
    expect(await withTenant(scope, (db) => db.select().from(appUser))).toHaveLength(4);
  });
});
