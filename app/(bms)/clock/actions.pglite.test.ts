import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withRunner, withTenant } from "@/db/client";
import { jobEvent, jobRun } from "@/db/schema/runner";
import { tenant as tenantTable } from "@/db/schema/tenant";
import { setRunnerState } from "@/inngest/local-runner/runner-state";
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
import { moveClockAction } from "./actions";

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

const MOVE_CLOCK = {
  id: "flexbill-move-clock",
  events: ["simulation/clock-move.requested"],
  everyMinutes: null,
  maxAttempts: 3,
  cancelledBy: [],
};

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  // The real client and the real queue; nobody takes the runs.
  setRunnerState({ plan: Promise.resolve([MOVE_CLOCK]), wake: () => undefined });
  await withRunner(async (db) => {
    await db.delete(jobRun);
    await db.delete(jobEvent);
  });
  tenant = await makeTenant({ isSimulation: true, simulatedAt: "2026-06-01T13:00:00.000Z" });
  signIn(tenant.admin);
});
afterEach(() => setRunnerState(undefined));

function signIn(user: TestUser) {
  signedIn.of = tenant;
  signedIn.user = user;
  signedIn.session = sessionFor(tenant, user);
}

const queued = () =>
  withRunner((db) => db.select({ event: jobRun.event, status: jobRun.status }).from(jobRun));
const movingTo = async () =>
  (
    await withTenant(tenant.scope, (db) =>
      db.select({ on: tenantTable.simulationMovingToOn }).from(tenantTable),
    )
  )[0]?.on;

describe("Move clock", () => {
  it("notes the date and queues the job for the own company", async () => {
    expect((await moveClockAction({ toOn: "2026-06-10" })).data).toEqual({
      fromOn: "2026-06-01",
      toOn: "2026-06-10",
    });
    expect(await movingTo()).toBe("2026-06-10");
    expect(await queued()).toMatchObject([
      {
        status: "queued",
        event: {
          name: "simulation/clock-move.requested",
          data: { tenantId: tenant.id, toOn: "2026-06-10", requestedBy: tenant.admin.name },
        },
      },
    ]);
  });

  it("takes no company from the browser", async () => {
    const other = await makeTenant({ isSimulation: true, simulatedAt: "2026-06-01T13:00:00.000Z" });
    const forged = { toOn: "2026-06-10", tenantId: other.id };
    expect((await moveClockAction(forged)).validationErrors).toBeDefined();
    expect(await queued()).toEqual([]);
  });

  it.each([
    ["2026-06-01", { serverError: { code: "clock-backwards" } }],
    ["2026-12-01", { serverError: { code: "invalid", fields: [{ path: "toOn" }] } }],
    ["soon", { validationErrors: { fieldErrors: { toOn: [expect.any(String)] } } }],
  ])("says what is wrong with %s and queues nothing", async (toOn, expected) => {
    expect(await moveClockAction({ toOn })).toMatchObject(expected);
    expect(await movingTo()).toBeNull();
    expect(await queued()).toEqual([]);
  });

  it("asks for nothing where nobody is signed in", async () => {
    signedIn.session = null;
    expect((await moveClockAction({ toOn: "2026-06-10" })).serverError?.code).toBe("signed-out");
    expect(await queued()).toEqual([]);
  });

  it.each(["Technician", "Auditor"] as const)("is not for the role %s", async (role) => {
    signIn(await makeUser(tenant, { role }));
    expect((await moveClockAction({ toOn: "2026-06-10" })).serverError?.code).toBe("not-allowed");
    expect(await queued()).toEqual([]);
  });
});
