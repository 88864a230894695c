import { and, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { syncRun } from "@/db/schema/sync-run";
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
import { requestSyncAction, retryRunAction } from "./actions";

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

describe("Retry", () => {
  const TODAY = "2026-06-10";
  beforeEach(() => tenant.clock.set(`${TODAY}T12:00:00Z`));

  async function runOf(of: TestTenant, values: Partial<typeof syncRun.$inferInsert> = {}) {
    const run = { businessOn: TODAY, trigger: "schedule", status: "failed" } as const;
    const startedAt = "2026-06-10T04:15:00Z";
    const [made] = await withTenant(of.scope, (db) =>
      db
        .insert(syncRun)
        .values({ ...run, tenantId: of.id, startedAt, summary: {}, ...values })
        .returning({ id: syncRun.id }),
    );
    return made!.id;
  }
  const audited = (runId: string) =>
    withTenant(tenant.scope, (db) =>
      db
        .select({ action: auditEvent.action, by: auditEvent.actorName })
        .from(auditEvent)
        .where(and(eq(auditEvent.subjectKind, "sync-run"), eq(auditEvent.subjectId, runId))),
    );

  it("asks for the failed night of today as the tick does, and says who asked", async () => {
    const runId = await runOf(tenant);
    expect((await retryRunAction({ runId })).data).toEqual({ businessOn: TODAY });
    expect(signedIn.sent).toMatchObject([
      {
        name: "units/tenant-sync.requested",
        data: {
          tenantId: tenant.id,
          businessOn: TODAY,
          trigger: "schedule",
          requestedBy: tenant.admin.name,
        },
      },
    ]);
    expect(await audited(runId)).toEqual([{ action: "sync-run.retry-requested", by: tenant.admin.name }]);
  });

  it.each([
    [{ status: "completed" }, "is completed"],
    [{ status: "running" }, "is under way"],
    [{ status: "missed", businessOn: "2026-06-09" }, "never counted later"],
    [{ status: "failed", businessOn: "2026-06-09" }, "never counted later"],
    [{ trigger: "on-demand" }, "asked for by hand"],
  ] as const)("refuses %o, in words, and does nothing", async (values, words) => {
    const runId = await runOf(tenant, values);
    const { serverError } = await retryRunAction({ runId });
    expect(serverError).toMatchObject({ code: "invalid", message: expect.stringContaining(words) });
    expect(signedIn.sent).toEqual([]);
    expect(await audited(runId)).toEqual([]);
  });

  it("is not for other roles, nor for another company's run", async () => {
    const runId = await runOf(tenant);
    signIn(await makeUser(tenant, { role: "Finance Manager" }));
    expect((await retryRunAction({ runId })).serverError?.code).toBe("not-allowed");
    signIn(tenant.admin);
    const foreign = await runOf(await makeTenant());
    expect((await retryRunAction({ runId: foreign })).serverError?.code).toBe("not-found");
    expect(signedIn.sent).toEqual([]);
  });
});
