import { and, asc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { appUser } from "@/db/schema/tenant";
import { isPassword } from "@/lib/auth/password";
import type { Session } from "@/lib/auth/session";
import { users } from "@/lib/queries/users";
import {
  contextFor,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import {
  changeUserRoleAction,
  createUserAction,
  setUserActiveAction,
  setUserPasswordAction,
} from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  user: null as TestUser | null,
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => contextFor(signedIn.of!, { user: signedIn.user! }),
}));

let tenant: TestTenant;
let tech: TestUser;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  tech = await makeUser(tenant, { role: "Technician" });
  signIn(tenant);
});

function signIn(of: TestTenant, user = of.admin): void {
  Object.assign(signedIn, { of, user, session: sessionFor(of, user) });
}

const stored = async (user: { id: string }, of = tenant) =>
  (await withTenant(of.scope, (db) => db.select().from(appUser).where(eq(appUser.id, user.id))))[0];

const audited = (user: { id: string }, of = tenant) =>
  withTenant(of.scope, (db) =>
    db
      .select()
      .from(auditEvent)
      .where(and(eq(auditEvent.subjectKind, "user"), eq(auditEvent.subjectId, user.id)))
      .orderBy(asc(auditEvent.position)),
  );

const typed = {
  name: " Tess Ng ",
  email: "Tess@Example.com",
  role: "Auditor" as const,
  password: "a long first password",
};

describe("a user is added", () => {
  it("who can sign in with the first password, which stands nowhere in clear", async () => {
    const { data } = await createUserAction(typed);
    const made = await stored({ id: data!.userId });
    expect(made).toMatchObject({
      name: "Tess Ng",
      email: "tess@example.com",
      role: "Auditor",
      isActive: true,
      sessionVersion: 1,
    });
    expect(await isPassword(typed.password, made!.passwordHash)).toBe(true);
    const events = await audited({ id: data!.userId });
    expect(events).toMatchObject([
      {
        action: "user.created",
        actorName: tenant.admin.name,
        changes: { email: { from: null, to: "tess@example.com" }, role: { from: null, to: "Auditor" } },
      },
    ]);
    expect(JSON.stringify(events)).not.toContain(typed.password);
    expect(JSON.stringify(events)).not.toContain("pbkdf2");
  });

  it("but not twice with one email, in whatever case; another company may have the same one", async () => {
    await createUserAction(typed);
    const again = await createUserAction({ ...typed, name: "Somebody else", email: "TESS@example.com" });
    expect(again.serverError).toMatchObject({ code: "name-taken", fields: [{ path: "email" }] });
    const other = await makeTenant();
    signIn(other);
    expect((await createUserAction(typed)).data).toHaveProperty("userId");
  });

  it("names every fault of what was typed, field by field", async () => {
    const { validationErrors } = await createUserAction({
      name: " ",
      email: "tess@",
      role: "Owner" as never,
      password: "short",
    });
    expect(Object.keys(validationErrors!.fieldErrors).sort()).toEqual(["email", "name", "password", "role"]);
    expect(validationErrors!.fieldErrors.password?.[0]).toContain("12 characters");
  });

  it("takes no tenant, status or version from the browser", async () => {
    const other = await makeTenant();
    const forged = { ...typed, tenantId: other.id, isActive: true, sessionVersion: 99 };
    expect((await createUserAction(forged)).validationErrors).toBeDefined();
    expect(await users(other.scope)).toHaveLength(1);
  });
});

describe("a role", () => {
  it("is changed with its audit, and raises the session version", async () => {
    const { data } = await changeUserRoleAction({ userId: tech.id, version: 1, role: "Finance Manager" });
    expect(data).toEqual({ version: 2 });
    expect(await stored(tech)).toMatchObject({ role: "Finance Manager", sessionVersion: 2 });
    expect(await audited(tech)).toMatchObject([
      { action: "user.role-changed", changes: { role: { from: "Technician", to: "Finance Manager" } } },
    ]);
  });

  it("of the last active Administrator stays, until there is another one", async () => {
    await makeUser(tenant, { isActive: false });
    const demote = (version: number) =>
      changeUserRoleAction({ userId: tenant.admin.id, version, role: "Auditor" });
    expect((await demote(1)).serverError).toMatchObject({ code: "invalid", fields: [{ path: "role" }] });
    expect(await stored(tenant.admin)).toMatchObject({ role: "Administrator", sessionVersion: 1 });
    await makeUser(tenant);
    expect((await demote(1)).data).toEqual({ version: 2 });
  });

  it("is not changed over the head of somebody who changed it meanwhile", async () => {
    await changeUserRoleAction({ userId: tech.id, version: 1, role: "Auditor" });
    const late = await changeUserRoleAction({ userId: tech.id, version: 1, role: "Administrator" });
    expect(late.serverError).toMatchObject({ code: "changed-meanwhile", fields: [{ path: "role" }] });
    expect(late.serverError?.message).toContain(tenant.admin.name);
    expect(await stored(tech)).toMatchObject({ role: "Auditor" });
  });
});

describe("disabling", () => {
  it("and enabling change the status with their audit", async () => {
    const disabled = await setUserActiveAction({ userId: tech.id, version: 1, isActive: false });
    expect(await stored(tech)).toMatchObject({ isActive: false, sessionVersion: 2 });
    await setUserActiveAction({ userId: tech.id, version: disabled.data!.version, isActive: true });
    expect(await stored(tech)).toMatchObject({ isActive: true, sessionVersion: 3 });
    expect((await audited(tech)).map(({ action }) => action)).toEqual(["user.disabled", "user.enabled"]);
  });

  it("oneself is refused, even with other Administrators about", async () => {
    await makeUser(tenant);
    const own = await setUserActiveAction({ userId: tenant.admin.id, version: 1, isActive: false });
    expect(own.serverError).toMatchObject({ code: "invalid", fields: [{ path: "isActive" }] });
    expect(await stored(tenant.admin)).toMatchObject({ isActive: true });
  });

  it("the last active Administrator is refused to everyone", async () => {
    const command = await import("@/lib/commands/users/set-user-active");
    const ctx = { ...contextFor(tenant), actor: { kind: "command-line" as const, name: "shell" } };
    await expect(
      command.setUserActive(ctx, { userId: tenant.admin.id, version: 1, isActive: false }),
    ).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("a new password", () => {
  it("replaces the old one; the audit says only that it changed", async () => {
    const password = "another long password";
    await setUserPasswordAction({ userId: tech.id, version: 1, password });
    const after = await stored(tech);
    expect(await isPassword(password, after!.passwordHash)).toBe(true);
    expect(after?.sessionVersion).toBe(2);
    const events = await audited(tech);
    expect(events).toMatchObject([{ action: "user.password-set", changes: { password: { to: "changed" } } }]);
    expect(JSON.stringify(events)).not.toContain(password);
  });
});

describe("who may not", () => {
  const everything = () =>
    [
      () => createUserAction(typed),
      () => changeUserRoleAction({ userId: tech.id, version: 1, role: "Auditor" }),
      () => setUserActiveAction({ userId: tech.id, version: 1, isActive: false }),
      () => setUserPasswordAction({ userId: tech.id, version: 1, password: "another long password" }),
    ] as const;

  it("is everyone without users.manage, and nobody signed out gets further", async () => {
    for (const role of ["Finance Manager", "Technician", "Auditor"] as const) {
      signIn(tenant, await makeUser(tenant, { role }));
      for (const act of everything()) expect((await act()).serverError?.code).toBe("not-allowed");
    }
    signedIn.session = null;
    for (const act of everything()) expect((await act()).serverError?.code).toBe("signed-out");
    expect(await stored(tech)).toMatchObject({ role: "Technician", isActive: true, sessionVersion: 1 });
    expect(await audited(tech)).toEqual([]);
  });

  it("is another company's Administrator, who neither changes nor sees these users", async () => {
    const other = await makeTenant();
    signIn(other);
    for (const act of everything().slice(1)) expect((await act()).serverError?.code).toBe("not-found");
    expect(await stored(tech)).toMatchObject({ role: "Technician", isActive: true, sessionVersion: 1 });
    expect((await users(other.scope)).map(({ id }) => id)).toEqual([other.admin.id]);
  });
});

describe("the list of users", () => {
  it("knows the last Administrator, passwords only as given or not, and the last sign-in", async () => {
    const rows = await users(tenant.scope);
    const row = (of: TestUser) => rows.find(({ id }) => id === of.id);
    expect(row(tenant.admin)).toMatchObject({
      isLastAdministrator: true,
      hasPassword: false,
      lastSignedInAt: null,
    });
    expect(row(tech)).toMatchObject({ isLastAdministrator: false });
    expect(Object.keys(rows[0]!)).not.toContain("passwordHash");
    await makeUser(tenant);
    expect((await users(tenant.scope)).filter((row) => row.isLastAdministrator)).toEqual([]);
  });
});
