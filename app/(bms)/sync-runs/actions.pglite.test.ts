import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
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
import { requestSyncAction } from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  user: null as TestUser | null,
  sent: [] as { name: string; data: unknown }[],
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => contextFor(signedIn.of!, { user: signedIn.user! }),
}));
vi.mock("@/inngest/client", () => ({
  inngest: {
    send: async ({ name, data }: { name: string; data: unknown }) => void signedIn.sent.push({ name, data }),
  },
}));

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  signedIn.sent = [];
  tenant = await makeTenant();
  signIn(tenant.admin);
});

function signIn(user: TestUser) {
  signedIn.of = tenant;
  signedIn.user = user;
  signedIn.session = sessionFor(tenant, user);
}

describe("Run sync now", () => {
  it("asks for a run of the own company, as of today on its own server", async () => {
    // 03:00 UTC is still the evening before in New York.
    tenant.clock.set("2026-06-11T03:00:00Z");
    expect((await requestSyncAction()).data).toEqual({ businessOn: "2026-06-10" });
    expect(signedIn.sent).toEqual([
      {
        name: "units/tenant-sync.requested",
        data: {
          tenantId: tenant.id,
          businessOn: "2026-06-10",
          trigger: "on-demand",
          requestedBy: tenant.admin.name,
          // No IT Glue account is pinned yet; a person who waits goes before nights.
          itGlueAccount: tenant.id,
          headStartSeconds: 600,
        },
      },
    ]);
  });

  it("asks for nothing where nobody is signed in", async () => {
    signedIn.session = null;
    expect((await requestSyncAction()).serverError?.code).toBe("signed-out");
    expect(signedIn.sent).toEqual([]);
  });

  it.each(["Finance Manager", "Technician", "Auditor"] as const)("is not for the role %s", async (role) => {
    signIn(await makeUser(tenant, { role }));
    expect((await requestSyncAction()).serverError?.code).toBe("not-allowed");
    expect(signedIn.sent).toEqual([]);
  });
});
