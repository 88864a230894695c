import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { nightlyChangesOf } from "@/db/nightly-changes-of";
import { auditEvent } from "@/db/schema/audit";
import type { Session } from "@/lib/auth/session";
import {
  contextFor,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { saveNightlyChangesAction } from "./actions";

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

beforeAll(async () => void (await startTestDatabase()));
let of: TestTenant;
beforeEach(async () => {
  of = await makeTenant();
  signIn(of.admin);
});

function signIn(user: TestUser) {
  signedIn.of = of;
  signedIn.user = user;
  signedIn.session = sessionFor(of, user);
}

const typed = { percent: "25", units: " 5.5 ", money: "", runCapPercent: "20", version: 0 };
const stored = () => withTenant(of.scope, (db) => nightlyChangesOf(db, of.scope));

describe("saving Nightly Changes", () => {
  it("keeps what was typed, blank as no limit, with its audit", async () => {
    expect((await saveNightlyChangesAction(typed)).data).toEqual({ version: 1 });
    expect(await stored()).toEqual({
      tolerance: { percent: "25", units: "5.5", money: null },
      runCapPercent: "20",
      version: 1,
    });
    expect((await saveNightlyChangesAction({ ...typed, units: "", version: 1 })).data).toEqual({
      version: 2,
    });
    const [, second] = await withTenant(of.scope, (db) =>
      db.select().from(auditEvent).orderBy(auditEvent.position),
    );
    expect(second).toMatchObject({
      action: "nightly-changes.saved",
      changes: { units: { from: "5.5", to: null }, version: { from: 1, to: 2 } },
    });
  });

  it("says which limit is none, and stores nothing", async () => {
    const { validationErrors } = await saveNightlyChangesAction({ ...typed, percent: "-1", money: "1,000" });
    expect(JSON.stringify(validationErrors)).toContain("The percentage is a number from 0 on");
    expect(JSON.stringify(validationErrors)).toContain("“1,000” is not");
    expect((await stored()).version).toBe(0);
  });

  it("is for Administrators", async () => {
    signIn(await makeUser(of, { role: "Finance Manager" }));
    expect((await saveNightlyChangesAction(typed)).serverError).toMatchObject({ code: "not-allowed" });
    expect((await stored()).version).toBe(0);
  });
});
