import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, placeDatabase, withTenant } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { appUser, tenantDataKey } from "@/db/schema/tenant";
import { openSealed, seal } from "@/lib/auth/sealing";
import { proveSignIn } from "@/lib/auth/sign-in";
import { contextFor, makeTenant, makeUser } from "@/lib/testing/factories";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { changeUserRole } from "./change-user-role";
import { setUserActive } from "./set-user-active";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
});
afterAll(async () => {
  await closeDatabase();
  await server?.stop();
});

const codes = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) => (result.status === "fulfilled" ? "done" : result.reason.code)).sort();

describe("at the same moment on a real server", () => {
  it("two Administrators who demote or disable each other leave one behind", async () => {
    for (let round = 0; round < 5; round++) {
      const tenant = await makeTenant();
      const second = await makeUser(tenant);
      const results = await Promise.allSettled([
        changeUserRole(contextFor(tenant), { userId: second.id, version: 1, role: "Auditor" }),
        setUserActive(contextFor(tenant, { user: second }), {
          userId: tenant.admin.id,
          version: 1,
          isActive: false,
        }),
      ]);
      expect(codes(results)).toEqual(["done", "invalid"]);
      const left = await withTenant(tenant.scope, (db) =>
        db
          .select()
          .from(appUser)
          .where(and(eq(appUser.role, "Administrator"), eq(appUser.isActive, true))),
      );
      expect(left).toHaveLength(1);
    }
  });

  it("two changes of one user: the later one is told, and does nothing", async () => {
    const tenant = await makeTenant();
    const user = await makeUser(tenant, { role: "Technician" });
    const change = (role: "Auditor" | "Finance Manager") =>
      changeUserRole(contextFor(tenant), { userId: user.id, version: 1, role });
    expect(codes(await Promise.allSettled([change("Auditor"), change("Finance Manager")]))).toEqual([
      "changed-meanwhile",
      "done",
    ]);
  });

  it("two first secrets of a company are sealed under one data key, and both open", async () => {
    const { scope } = await makeTenant();
    const place = (row: string) => ({ table: "user_connection", column: "sealed_access", row });
    const sealed = await Promise.all(
      ["a", "b", "c"].map((row) =>
        withTenant(scope, async (db) => [row, await seal(db, scope, place(row), `secret ${row}`)] as const),
      ),
    );
    expect(await withTenant(scope, (db) => db.select().from(tenantDataKey))).toHaveLength(1);
    for (const [row, text] of sealed)
      expect(await withTenant(scope, (db) => openSealed(db, scope, place(row), text))).toBe(`secret ${row}`);
  });

  it("no more attempts to sign in pass than are allowed, however many come at once", async () => {
    const tenant = await makeTenant();
    const attempt = () =>
      proveSignIn({ company: tenant.slug, email: "nobody@example.com", password: "x" }, null);
    const outcomes = await Promise.all(Array.from({ length: 14 }, attempt));
    const reasons = outcomes.map((outcome) => (outcome.ok ? "in" : outcome.reason)).sort();
    expect(reasons).toEqual([...Array(10).fill("refused"), ...Array(4).fill("too-many-attempts")]);
  });
});
