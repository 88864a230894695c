import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { tenant } from "@/db/schema/tenant";
import { contextFor, jobContextFor, makeTenant, makeUser, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { finishClockMove } from "./finish-move";
import { requestClockMove } from "./request-clock-move";
import { setSimulationClock } from "./set-clock";

beforeAll(async () => {
  await startTestDatabase();
});

/** A simulation at 2026-06-01 09:00 New York. */
const simulation = () => makeTenant({ isSimulation: true, simulatedAt: "2026-06-01T13:00:00.000Z" });

async function clockOf(of: TestTenant) {
  const [row] = await withTenant(of.scope, (db) =>
    db.select({ at: tenant.simulatedAt, movingToOn: tenant.simulationMovingToOn }).from(tenant),
  );
  return row;
}

const audited = async (of: TestTenant) =>
  (
    await withTenant(of.scope, (db) => db.select().from(auditEvent).where(eq(auditEvent.tenantId, of.id)))
  ).map(({ action, changes, actorName }) => ({ action, changes, actorName }));

describe("asking for a move of the clock", () => {
  it("notes the date and who asked, and leaves the clock itself to the job", async () => {
    const of = await simulation();
    expect(await requestClockMove(contextFor(of), { toOn: "2026-06-10" })).toEqual({
      fromOn: "2026-06-01",
      toOn: "2026-06-10",
    });
    expect(await clockOf(of)).toEqual({ at: "2026-06-01T13:00:00.000Z", movingToOn: "2026-06-10" });
    expect(await audited(of)).toEqual([
      {
        action: "simulation-clock.move-requested",
        changes: { movingToOn: { from: null, to: "2026-06-10" } },
        actorName: of.admin.name,
      },
    ]);
  });

  it("refuses a tenant that lives in real time, and changes nothing", async () => {
    const of = await makeTenant();
    await expect(requestClockMove(contextFor(of), { toOn: "2026-06-10" })).rejects.toMatchObject({
      code: "not-simulation",
    });
    expect(await audited(of)).toEqual([]);
  });

  it.each(["2026-06-01", "2026-05-31"])("refuses %s, which is not after today", async (toOn) => {
    const of = await simulation();
    await expect(requestClockMove(contextFor(of), { toOn })).rejects.toMatchObject({
      code: "clock-backwards",
      details: { now: "2026-06-01" },
    });
    expect(await clockOf(of)).toMatchObject({ movingToOn: null });
  });

  it("takes 92 days ahead and refuses 93, naming the last possible date", async () => {
    const of = await simulation();
    await expect(requestClockMove(contextFor(of), { toOn: "2026-09-02" })).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "toOn", message: expect.stringContaining("2026-09-01") }],
    });
    await expect(requestClockMove(contextFor(of), { toOn: "2026-09-01" })).resolves.toBeDefined();
  });

  it("refuses a date that does not exist", async () => {
    const of = await simulation();
    await expect(requestClockMove(contextFor(of), { toOn: "2026-06-31" })).rejects.toThrow();
  });

  it("goes further while it moves, and refuses to stop earlier", async () => {
    const of = await simulation();
    await requestClockMove(contextFor(of), { toOn: "2026-06-10" });
    await requestClockMove(contextFor(of), { toOn: "2026-06-10" });
    await requestClockMove(contextFor(of), { toOn: "2026-06-12" });
    await expect(requestClockMove(contextFor(of), { toOn: "2026-06-11" })).rejects.toMatchObject({
      code: "run-under-way",
    });
    expect(await clockOf(of)).toMatchObject({ movingToOn: "2026-06-12" });
  });

  it.each(["Technician", "Auditor"] as const)("refuses a %s", async (role) => {
    const of = await simulation();
    const user = await makeUser(of, { role });
    await expect(requestClockMove(contextFor(of, { user }), { toOn: "2026-06-10" })).rejects.toMatchObject({
      code: "not-allowed",
    });
  });
});

describe("the clock of a simulation", () => {
  it("moves forward, bears the same instant twice, and never goes back", async () => {
    const of = await simulation();
    const ctx = jobContextFor(of, { name: "Simulation clock" });
    await setSimulationClock(ctx, { at: "2026-06-02T04:20:00Z" });
    await setSimulationClock(ctx, { at: "2026-06-02T04:20:00Z" });
    await expect(setSimulationClock(ctx, { at: "2026-06-02T04:19:59Z" })).rejects.toMatchObject({
      code: "clock-backwards",
    });
    expect(await clockOf(of)).toMatchObject({ at: "2026-06-02T04:20:00.000Z" });
    expect(await audited(of)).toEqual([
      {
        action: "simulation-clock.set",
        changes: { simulatedAt: { from: "2026-06-01T13:00:00.000Z", to: "2026-06-02T04:20:00.000Z" } },
        actorName: "Simulation clock",
      },
    ]);
  });

  it("cannot be set for a tenant that lives in real time", async () => {
    const of = await makeTenant();
    await expect(setSimulationClock(jobContextFor(of), { at: "2026-06-02T04:20:00Z" })).rejects.toMatchObject(
      { code: "not-simulation" },
    );
  });

  it("rests at 09:00 local of the date it moved to", async () => {
    const of = await simulation();
    await requestClockMove(contextFor(of), { toOn: "2026-06-03" });
    await setSimulationClock(jobContextFor(of), { at: "2026-06-03T04:20:00Z" });
    await finishClockMove(jobContextFor(of), { toOn: "2026-06-03" });
    expect(await clockOf(of)).toEqual({ at: "2026-06-03T13:00:00.000Z", movingToOn: null });
  });

  it("stays noted as moving where it was meanwhile asked to go further", async () => {
    const of = await simulation();
    await requestClockMove(contextFor(of), { toOn: "2026-06-03" });
    await requestClockMove(contextFor(of), { toOn: "2026-06-05" });
    await finishClockMove(jobContextFor(of), { toOn: "2026-06-03" });
    expect(await clockOf(of)).toEqual({ at: "2026-06-03T13:00:00.000Z", movingToOn: "2026-06-05" });
  });
});
