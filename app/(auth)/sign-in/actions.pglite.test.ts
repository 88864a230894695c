import { decode } from "next-auth/jwt";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { hashPassword } from "@/lib/auth/password";
import { getSession } from "@/lib/auth/session";
import { changeUserRole } from "@/lib/commands/users/change-user-role";
import { users } from "@/lib/queries/users";
import { contextFor, makeTenant, makeUser, type TestTenant, type TestUser } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { signInAction, signOutAction } from "./actions";

type Cookie = { value: string; options: { maxAge?: number; [option: string]: unknown } };
const browser = vi.hoisted(() => ({ jar: new Map<string, Cookie>(), headers: {} as Record<string, string> }));
vi.mock("next/headers", () => ({
  headers: async () =>
    new Headers({
      ...browser.headers,
      cookie: [...browser.jar].map(([name, { value }]) => `${name}=${value}`).join("; "),
    }),
  cookies: async () => ({
    set: (name: string, value: string, options: Cookie["options"]) => {
      if (value === "" || options.maxAge === 0) browser.jar.delete(name);
      else browser.jar.set(name, { value, options });
    },
  }),
}));

const SECRET = "0123456789abcdef0123456789abcdef";
const PASSWORD = "correct horse battery";
let passwordHash: string;
let tenant: TestTenant;
let user: TestUser;
beforeAll(async () => {
  await startTestDatabase();
  passwordHash = await hashPassword(PASSWORD, 1000);
});
beforeEach(async () => {
  vi.stubEnv("AUTH_SECRET", SECRET);
  vi.stubEnv("AUTH_URL", "http://127.0.0.1:3000");
  browser.jar.clear();
  browser.headers = { "x-forwarded-for": "203.0.113.7" };
  tenant = await makeTenant();
  user = await makeUser(tenant, { passwordHash, role: "Technician" });
});
afterEach(() => vi.unstubAllEnvs());

const typed = (changed: Partial<Parameters<typeof signInAction>[0]> = {}) => ({
  company: tenant.slug,
  email: user.email,
  password: PASSWORD,
  ...changed,
});

/** Where a successful action sends the browser. */
const destination = async (act: Promise<unknown>) => {
  const thrown = await act.then(
    (answer) => expect.fail(`No redirect, but ${JSON.stringify(answer)}`),
    (error: { digest?: string }) => error,
  );
  return thrown.digest?.split(";")[2];
};

describe("signing in", () => {
  it("begins a session and leads to Today, and the audit log notes it", async () => {
    expect(await destination(signInAction(typed()))).toBe("/");
    expect(await getSession()).toMatchObject({
      user: { id: user.id, role: "Technician" },
      tenant: { id: tenant.id },
    });
    const events = await withTenant(tenant.scope, (db) => db.select().from(auditEvent));
    expect(events).toMatchObject([
      {
        action: "user.signed-in",
        actorUserId: user.id,
        changes: { through: { from: null, to: "password" } },
      },
    ]);
    const row = (await users(tenant.scope)).find(({ id }) => id === user.id);
    expect(row?.lastSignedInAt).toBe(events[0]?.at);
  });

  it("puts user id, session id and version into an encrypted cookie no script can read, and nothing else", async () => {
    await destination(signInAction(typed()));
    const { value, options } = browser.jar.get("flexbill.session")!;
    expect(options).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/" });
    const claims = await decode({ token: value, secret: SECRET, salt: "flexbill.session" });
    expect(Object.keys(claims!).sort()).toEqual([
      "exp",
      "iat",
      "jti",
      "sessionId",
      "sessionVersion",
      "userId",
    ]);
  });

  it("asks for a cookie bound to this host where the deployment is served over TLS", async () => {
    vi.stubEnv("AUTH_URL", "https://flexbill.example");
    await destination(signInAction(typed()));
    expect(browser.jar.get("__Host-flexbill.session")?.options).toMatchObject({ secure: true, path: "/" });
    expect(await getSession()).toMatchObject({ user: { id: user.id } });
  });

  it("leads on to a page of ours, never to anyone else's", async () => {
    expect(await destination(signInAction(typed({ next: "/finance/contracts?q=acme" })))).toBe(
      "/finance/contracts?q=acme",
    );
    for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example"])
      expect(await destination(signInAction(typed({ next })))).toBe("/");
  });

  it("answers a refusal that tells nobody who exists, and begins no session", async () => {
    const refused = { data: { refusal: "refused" } };
    expect(await signInAction(typed({ password: "wrong" }))).toEqual(refused);
    expect(await signInAction(typed({ email: "nobody@example.com" }))).toEqual(refused);
    expect(await signInAction(typed({ company: "nowhere\u0000" }))).toEqual(refused);
    expect(await getSession()).toBeNull();
  });

  it("says when there were too many attempts", async () => {
    for (let failed = 0; failed < 10; failed++) await signInAction(typed({ password: "wrong" }));
    expect(await signInAction(typed())).toEqual({ data: { refusal: "too-many-attempts" } });
    expect(await getSession()).toBeNull();
  });

  it("names what was left out", async () => {
    const { validationErrors } = await signInAction({ company: " ", email: "", password: "" });
    expect(validationErrors?.fieldErrors).toEqual({
      company: ["Enter your company"],
      email: ["Enter your email"],
      password: ["Enter your password"],
    });
  });

  it("gives a user who was changed meanwhile their new rights with a new sign-in", async () => {
    await destination(signInAction(typed()));
    await changeUserRole(contextFor(tenant), { userId: user.id, version: 1, role: "Auditor" });
    expect(await getSession()).toBeNull();
    await destination(signInAction(typed()));
    expect(await getSession()).toMatchObject({ user: { role: "Auditor" } });
  });

  it("fails without words about the inside where the deployment has no secret", async () => {
    vi.stubEnv("AUTH_SECRET", "short");
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { serverError } = await signInAction(typed());
    expect(serverError).toMatchObject({ code: "unexpected" });
    expect(JSON.stringify(serverError)).not.toContain("AUTH_SECRET");
    expect(logged.mock.calls.flat().join()).toContain("AUTH_SECRET");
    logged.mockRestore();
  });
});

describe("signing out", () => {
  it("ends the session in this browser and leads to the sign-in page", async () => {
    await destination(signInAction(typed()));
    expect(await destination(signOutAction())).toBe("/sign-in");
    expect(await getSession()).toBeNull();
  });
});
