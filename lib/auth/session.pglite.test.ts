import { eq } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { appUser } from "@/db/schema/tenant";
import { changeUserRole } from "@/lib/commands/users/change-user-role";
import { setUserActive } from "@/lib/commands/users/set-user-active";
import { setUserPassword } from "@/lib/commands/users/set-user-password";
import { contextFor, makeTenant, makeUser, type TestTenant, type TestUser } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { sessionCookieName } from "./auth-environment";
import { commandContext, getSession, requireSession } from "./session";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const SECRET = "0123456789abcdef0123456789abcdef";
let tenant: TestTenant;
let user: TestUser;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  vi.stubEnv("AUTH_SECRET", SECRET);
  tenant = await makeTenant();
  user = await makeUser(tenant, { role: "Finance Manager" });
  await carry({ userId: user.id, sessionVersion: user.sessionVersion });
});
afterEach(() => vi.unstubAllEnvs());

const SESSION_ID = "7d9f6a52-3c84-4be1-9a0f-0d1c2b3a4e5f";

/** Lets the next request carry a cookie with these claims. */
async function carry(claims: Record<string, unknown>, { secret = SECRET, maxAge = 60 } = {}): Promise<void> {
  const salt = sessionCookieName();
  const token = await encode({ token: { sessionId: SESSION_ID, ...claims }, secret, salt, maxAge });
  request.headers = new Headers({ cookie: `${salt}=${token}` });
}

const opened = () => ({ userId: user.id, version: user.sessionVersion });

describe("the session of a request", () => {
  it("reads tenant, role and status from the database, for the cookie names only the user", async () => {
    expect(await getSession()).toEqual({
      user: { id: user.id, name: user.name, email: user.email, role: "Finance Manager" },
      tenant: {
        id: tenant.id,
        name: tenant.name,
        slug: tenant.slug,
        server: "bms.kaseya.com",
        timeZone: "America/New_York",
        currency: "USD",
        isSimulation: false,
        simulatedAt: null,
        movingToOn: null,
      },
      scope: { tenantId: tenant.id },
      sessionId: SESSION_ID,
    });
  });

  it("gives commands the person as actor, and a simulation's clock", async () => {
    const simulation = await makeTenant({ isSimulation: true, simulatedAt: "2026-06-01T13:00:00Z" });
    await carry({ userId: simulation.admin.id, sessionVersion: 1 });
    const ctx = commandContext((await getSession())!);
    expect(ctx.now().toString()).toBe("2026-06-01T13:00:00Z");
    expect(ctx.tenant).toEqual({ ...simulation.facts, isSimulation: true });
    expect(ctx.actor).toMatchObject({ kind: "user", userId: simulation.admin.id, sessionId: SESSION_ID });
  });

  it("believes no claim beside them: role and tenant in the cookie change nothing", async () => {
    const other = await makeTenant();
    await carry({
      userId: user.id,
      sessionVersion: 1,
      role: "Administrator",
      tenantId: other.id,
      sub: other.admin.id,
    });
    expect(await getSession()).toMatchObject({
      user: { id: user.id, role: "Finance Manager" },
      tenant: { id: tenant.id },
    });
  });

  it("is none without a cookie, with another secret's, an expired, a bent or an incomplete one", async () => {
    request.headers = new Headers();
    expect(await getSession()).toBeNull();
    await carry({ userId: user.id, sessionVersion: 1 }, { secret: "f".repeat(32) });
    expect(await getSession()).toBeNull();
    await carry({ userId: user.id, sessionVersion: 1 }, { maxAge: -60 });
    expect(await getSession()).toBeNull();
    request.headers = new Headers({ cookie: `${sessionCookieName()}=bent` });
    expect(await getSession()).toBeNull();
    await carry({ userId: user.id });
    expect(await getSession()).toBeNull();
    await carry({ userId: "1 OR 1=1", sessionVersion: 1 });
    expect(await getSession()).toBeNull();
    await carry({ userId: crypto.randomUUID(), sessionVersion: 1 });
    expect(await getSession()).toBeNull();
  });

  it("does not take a bearer header for a session", async () => {
    const bearer = request.headers.get("cookie")!.split("=")[1]!;
    request.headers = new Headers({ authorization: `Bearer ${bearer}` });
    expect(await getSession()).toBeNull();
  });

  it("sends a visitor to sign in", async () => {
    request.headers = new Headers();
    await expect(requireSession()).rejects.toMatchObject({
      digest: expect.stringContaining(";/sign-in;"),
    });
  });
});

describe("what an Administrator changes about a user counts from the next call", () => {
  it("a demotion ends the session, and the new one has the new role", async () => {
    const { version } = await changeUserRole(contextFor(tenant), { ...opened(), role: "Auditor" });
    expect(await getSession()).toBeNull();
    await carry({ userId: user.id, sessionVersion: version });
    expect(await getSession()).toMatchObject({ user: { role: "Auditor" } });
  });

  it("a disabled user has no session, not even with the newest version; an enabled one may sign in anew", async () => {
    const { version } = await setUserActive(contextFor(tenant), { ...opened(), isActive: false });
    expect(await getSession()).toBeNull();
    await carry({ userId: user.id, sessionVersion: version });
    expect(await getSession()).toBeNull();
    const enabled = await setUserActive(contextFor(tenant), { userId: user.id, version, isActive: true });
    expect(await getSession()).toBeNull();
    await carry({ userId: user.id, sessionVersion: enabled.version });
    expect(await getSession()).not.toBeNull();
  });

  it("a new password ends the sessions of the old one", async () => {
    await setUserPassword(contextFor(tenant), { ...opened(), password: "another long password" });
    expect(await getSession()).toBeNull();
  });

  it("nobody else's session ends", async () => {
    const colleague = await makeUser(tenant);
    await changeUserRole(contextFor(tenant), { ...opened(), role: "Auditor" });
    await carry({ userId: colleague.id, sessionVersion: colleague.sessionVersion });
    expect(await getSession()).toMatchObject({ user: { id: colleague.id } });
    const rows = await withTenant(tenant.scope, (db) =>
      db.select().from(appUser).where(eq(appUser.id, colleague.id)),
    );
    expect(rows[0]?.sessionVersion).toBe(1);
  });
});
