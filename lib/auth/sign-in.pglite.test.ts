import { eq, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withGate, withTenant } from "@/db/client";
import { appUser } from "@/db/schema/tenant";
import { makeTenant, makeUser, type TestTenant, type TestUser } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { hashPassword } from "./password";
import { admitVerifiedEmail, proveSignIn, throttleKey } from "./sign-in";

const PASSWORD = "correct horse battery";
let passwordHash: string;
beforeAll(async () => {
  await startTestDatabase();
  // Few iterations: each stored password names its own.
  passwordHash = await hashPassword(PASSWORD, 1000);
});

let tenant: TestTenant;
let user: TestUser;
beforeEach(async () => {
  tenant = await makeTenant();
  user = await makeUser(tenant, { passwordHash });
});

const attempt = (changed: Partial<{ company: string; email: string; password: string }> = {}) =>
  proveSignIn({ company: tenant.slug, email: user.email, password: PASSWORD, ...changed }, null);

const refused = { ok: false, reason: "refused" };
const limited = { ok: false, reason: "too-many-attempts" };

describe("proving a sign-in", () => {
  it("names the user, without regard to case and blanks around company and email", async () => {
    const who = { userId: user.id, sessionVersion: 1 };
    expect(await attempt()).toEqual({ ok: true, who });
    expect(
      await attempt({ company: ` ${tenant.slug.toUpperCase()} `, email: user.email.toUpperCase() }),
    ).toEqual({ ok: true, who });
  });

  it("answers the same to a wrong password, an unknown person and an unknown company", async () => {
    expect(await attempt({ password: "wrong" })).toEqual(refused);
    expect(await attempt({ email: "nobody@example.com" })).toEqual(refused);
    expect(await attempt({ company: "no-such-company" })).toEqual(refused);
  });

  it("keeps companies apart: the right password of another company's user opens nothing here", async () => {
    const other = await makeTenant();
    expect(await attempt({ company: other.slug })).toEqual(refused);
  });

  it("refuses a disabled user with the right password, and one who has no password", async () => {
    const only = await makeUser(tenant, { passwordHash: null });
    expect(await attempt({ email: only.email })).toEqual(refused);
    await withTenant(tenant.scope, (db) =>
      db.update(appUser).set({ isActive: false }).where(eq(appUser.id, user.id)),
    );
    expect(await attempt()).toEqual(refused);
  });
});

describe("the limit of attempts", () => {
  it("stops after ten failures for one person, even with the right password, and for nobody else", async () => {
    const colleague = await makeUser(tenant, { passwordHash });
    for (let failed = 0; failed < 10; failed++) expect(await attempt({ password: "wrong" })).toEqual(refused);
    expect(await attempt({ password: "wrong" })).toEqual(limited);
    expect(await attempt()).toEqual(limited);
    expect(await attempt({ email: ` ${user.email.toUpperCase()}` })).toEqual(limited);
    expect(await attempt({ email: colleague.email })).toMatchObject({ ok: true });
  });

  it("forgives whoever signs in", async () => {
    for (let round = 0; round < 3; round++) {
      for (let failed = 0; failed < 6; failed++) await attempt({ password: "wrong" });
      expect(await attempt()).toMatchObject({ ok: true });
    }
  });

  it("stops one address that tries many people", async () => {
    const from = (address: string, number: number) =>
      proveSignIn(
        { company: tenant.slug, email: `${tenant.slug}-${number}@example.com`, password: "" },
        address,
      );
    const address = `203.0.113.${tenant.slug}`;
    await driveTo(address, 100);
    expect(await from(address, 1)).toEqual(limited);
    expect(await from(`${address}-other`, 2)).toEqual(refused);
  });
});

/** A hundred real attempts derive a hundred keys: the counter alone is driven up, under the key that a sign-in uses. */
async function driveTo(address: string, attempts: number): Promise<void> {
  const key = await throttleKey("address", address);
  for (let made = 0; made < attempts; made++)
    await withGate((db) =>
      db.execute(sql`SELECT admit_sign_in(${key}, ${new Date().toISOString()}, 900, 100)`),
    );
}

describe("single sign-on", () => {
  const verified = (email: string) => ({ email, email_verified: true });

  it("lets in an existing, active user of its own company by a verified email", async () => {
    expect(await admitVerifiedEmail(tenant.slug, verified(user.email.toUpperCase()))).toEqual({
      userId: user.id,
      sessionVersion: 1,
    });
  });

  it("lets in nobody else: unverified, unknown, of another company, disabled", async () => {
    const { email } = user;
    expect(await admitVerifiedEmail(tenant.slug, { email })).toBeNull();
    expect(await admitVerifiedEmail(tenant.slug, { email, email_verified: "true" })).toBeNull();
    expect(await admitVerifiedEmail(tenant.slug, { email_verified: true })).toBeNull();
    expect(await admitVerifiedEmail(tenant.slug, undefined)).toBeNull();
    expect(await admitVerifiedEmail(tenant.slug, verified("nobody@example.com"))).toBeNull();
    expect(await admitVerifiedEmail((await makeTenant()).slug, verified(email))).toBeNull();
    await withTenant(tenant.scope, (db) =>
      db.update(appUser).set({ isActive: false }).where(eq(appUser.id, user.id)),
    );
    expect(await admitVerifiedEmail(tenant.slug, verified(email))).toBeNull();
  });
});
