import { InngestTestEngine } from "@inngest/test";
import { asc } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { itGlueConnection, itGlueSettings } from "@/db/schema/it-glue";
import { assetPass } from "@/db/schema/mirror";
import { type SyncRunSummary, syncRun } from "@/db/schema/sync-run";
import { tenant } from "@/db/schema/tenant";
import { makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { clockMoveRequested, organizationsSyncRequested, tenantSyncRequested } from "../events";
import { moveClock } from "./move-clock";
import { syncOrganizationsNow } from "./sync-organizations";
import { syncTenant } from "./sync-tenant";
import { tick } from "./tick";

beforeAll(async () => {
  await startTestDatabase();
});

// Failing on purpose, the functions would fill the log with what the SDK says about it.
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  return () => vi.restoreAllMocks();
});

type Values = Parameters<typeof makeTenant>[0];

/** A simulation at 2026-06-01 09:00 New York with IT Glue enabled but no key: its nights fail at the first question. */
async function keyless(values: Values = {}): Promise<TestTenant> {
  const of = await makeTenant({ isSimulation: true, simulatedAt: "2026-06-01T13:00:00.000Z", ...values });
  await withTenant(of.scope, (db) =>
    db.insert(itGlueSettings).values({ tenantId: of.id, isEnabled: true, subdomain: "msp", server: "us" }),
  );
  return of;
}

const runsOf = async (of: TestTenant) =>
  (await withTenant(of.scope, (db) => db.select().from(syncRun).orderBy(asc(syncRun.businessOn)))).map(
    ({ businessOn, trigger, status }) => ({ businessOn, trigger, status }),
  );

/** What a request says of its place in the queue. */
const FAIR = { itGlueAccount: "us/1", headStartSeconds: 0 };

const clockOf = async (of: TestTenant) => (await withTenant(of.scope, (db) => db.select().from(tenant)))[0];

const completed = (of: TestTenant, businessOn: string, status: "completed" | "failed" = "completed") =>
  withTenant(of.scope, (db) =>
    db.insert(syncRun).values({
      tenantId: of.id,
      businessOn,
      trigger: "schedule",
      status,
      startedAt: "2026-06-01T04:15:00Z",
      summary: {},
    }),
  );

describe("tick", () => {
  /** What the tick asks for, of these tenants. */
  async function asked(...of: TestTenant[]) {
    const sent: unknown[] = [];
    const engine = new InngestTestEngine({
      function: tick,
      steps: [{ id: "request-nights", handler: () => ({ ids: [] }) }],
    });
    const { ctx, error } = (await engine.execute()) as Awaited<ReturnType<typeof engine.execute>> & {
      error?: unknown;
    };
    expect(error).toBeUndefined();
    const calls = ctx.step.sendEvent.mock.calls;
    for (const [, events] of calls) sent.push(...(events as unknown[]));
    const ids = new Set(of.map(({ id }) => id));
    return (sent as { data: { tenantId: string }; id: string; name: string }[]).filter(({ data }) =>
      ids.has(data.tenantId),
    );
  }

  it("asks for the night of each tenant's own date that has begun and is not completed", async () => {
    const newYork = await keyless({ simulatedAt: "2026-06-02T04:15:00.000Z" });
    const sydney = await keyless({ server: "bmsapac.kaseya.com", simulatedAt: "2026-06-02T14:15:00.000Z" });
    const early = await keyless({ simulatedAt: "2026-06-02T04:14:59.000Z" });
    const done = await keyless({ simulatedAt: "2026-06-02T04:15:00.000Z" });
    await completed(done, "2026-06-02");
    const yesterday = await keyless({ simulatedAt: "2026-06-02T04:15:00.000Z" });
    await completed(yesterday, "2026-06-01");
    const failed = await keyless({ simulatedAt: "2026-06-02T04:15:00.000Z" });
    await completed(failed, "2026-06-02", "failed");
    const disabled = await makeTenant({ isSimulation: true, simulatedAt: "2026-06-02T04:15:00.000Z" });

    const events = await asked(newYork, sydney, early, done, yesterday, failed, disabled);
    expect(events).toHaveLength(4);
    const night = (of: TestTenant, businessOn: string, lateSeconds = 0) =>
      expect.objectContaining({
        name: "units/tenant-sync.requested",
        data: {
          tenantId: of.id,
          businessOn,
          trigger: "schedule",
          requestedBy: "Tick",
          itGlueAccount: of.id,
          headStartSeconds: lateSeconds,
        },
        id: expect.stringMatching(`^night/${of.id}/${businessOn}/`),
      });
    expect(events).toEqual(
      expect.arrayContaining([
        night(newYork, "2026-06-02"),
        night(sydney, "2026-06-03"),
        night(yesterday, "2026-06-02"),
        night(failed, "2026-06-02"),
      ]),
    );
  });

  it("asks with the same id within an hour, and with another in the next", async () => {
    const of = await keyless();
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-06-01T13:00:00Z") });
    try {
      const [first] = await asked(of);
      vi.setSystemTime(new Date("2026-06-01T13:45:00Z"));
      const [again] = await asked(of);
      vi.setSystemTime(new Date("2026-06-01T14:00:00Z"));
      const [next] = await asked(of);
      expect(again!.id).toBe(first!.id);
      expect(next!.id).not.toBe(first!.id);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("sync-tenant", () => {
  const run = (data: Parameters<typeof tenantSyncRequested.create>[0]) =>
    new InngestTestEngine({ function: syncTenant, events: [tenantSyncRequested.create(data)] }).execute();
  const request = (of: TestTenant, businessOn: string) =>
    ({ tenantId: of.id, businessOn, trigger: "schedule", requestedBy: "Tick", ...FAIR }) as const;

  it("runs the night, and records what could not be read instead of counting it", async () => {
    const of = await keyless();
    const { result } = await run(request(of, "2026-06-01"));
    expect(result).toMatchObject({
      status: "failed",
      summary: { lines: 0, error: { code: expect.any(String) } },
    });
    expect(await runsOf(of)).toEqual([{ businessOn: "2026-06-01", trigger: "schedule", status: "failed" }]);
  });

  it("finds a night that is completed and does nothing", async () => {
    const of = await keyless();
    await completed(of, "2026-06-01");
    expect((await run(request(of, "2026-06-01"))).result).toMatchObject({ status: "already-completed" });
    expect(await runsOf(of)).toHaveLength(1);
  });

  it("ends a run that its engine gave up long ago, and no other", async () => {
    const of = await keyless();
    const AT = "2026-06-01T12:30:00Z";
    const under = async (progress: SyncRunSummary["progress"], startedAt = AT) => {
      const [made] = await withTenant(of.scope, (db) =>
        db
          .insert(syncRun)
          .values({
            ...{ tenantId: of.id, businessOn: "2026-06-01", trigger: "on-demand", status: "running" },
            ...{ startedAt, summary: { ...(progress && { progress }) } },
          })
          .returning({ id: syncRun.id }),
      );
      return made!.id;
    };
    const [now, threeHoursAgo] = [Date.now(), Date.now() - 3 * 3_600_000];
    const silent = { beganAtMs: threeHoursAgo, lines: 1, typeIds: ["1"], counting: null };
    const dead = await under(silent);
    const counting = await under({ ...silent, counting: { sinceMs: now, countedBefore: null } });
    const reading = await under(silent);
    await withTenant(of.scope, async (db) => {
      const [connection] = await db
        .insert(itGlueConnection)
        .values({ tenantId: of.id, server: "us", accountId: "1", accountName: "MSP", firstProvedAt: AT })
        .returning();
      await db.insert(assetPass).values({
        ...{ tenantId: of.id, connectionId: connection!.id, assetTypeId: "1", runId: reading, startedAt: AT },
        ...{ kind: "full", reason: "first", status: "running", progress: { touchedAtMs: now } },
      });
    });
    const justBegun = await under(undefined);
    const neverHeardOf = await under(undefined, "2026-06-01T10:30:00Z");
    await run(request(of, "2026-06-01"));
    const rows = await withTenant(of.scope, (db) => db.select().from(syncRun));
    const row = (id: string) => rows.find((one) => one.id === id)!;
    for (const id of [counting, reading, justBegun]) expect(row(id).status).toBe("running");
    for (const id of [dead, neverHeardOf])
      expect(row(id)).toMatchObject({ status: "failed", summary: { error: { code: "broken-off" } } });
  });

  it("never counts a date that has passed while the request waited", async () => {
    const of = await keyless();
    expect((await run(request(of, "2026-05-31"))).result).toEqual({
      status: "date-passed",
      businessOn: "2026-05-31",
      today: "2026-06-01",
    });
    expect(await runsOf(of)).toEqual([]);
  });

  it("refuses an event that does not have the form of one", async () => {
    const { error } = await run({
      tenantId: "1",
      businessOn: "June",
      trigger: "schedule",
      requestedBy: "x",
      ...FAIR,
    });
    expect(error).toMatchObject({ name: "EventValidationError" });
  });
});

describe("sync-organizations", () => {
  it("ends at once, naming the reason, where IT Glue is not set up", async () => {
    const of = await keyless();
    const { error } = await new InngestTestEngine({
      function: syncOrganizationsNow,
      events: [organizationsSyncRequested.create({ tenantId: of.id, requestedBy: "Ada" })],
    }).execute();
    expect(error).toMatchObject({ name: "NonRetriableError", message: "Refused: it-glue-not-set-up" });
  });
});

describe("move-clock", () => {
  const move = (of: TestTenant, toOn: string) =>
    new InngestTestEngine({
      function: moveClock,
      events: [clockMoveRequested.create({ tenantId: of.id, toOn, requestedBy: "Ada" })],
      steps: [{ id: "go-on", handler: () => ({ ids: [] }) }],
    }).execute();

  it("runs every night on the way at its own time and rests at 09:00 of the last date", async () => {
    const of = await keyless({ simulationMovingToOn: "2026-06-04" });
    const { result, error } = await move(of, "2026-06-04");
    expect(error).toBeUndefined();
    expect(result).toEqual({ nights: 3, failed: [] });
    expect(await runsOf(of)).toEqual([
      { businessOn: "2026-06-02", trigger: "schedule", status: "missed" },
      { businessOn: "2026-06-03", trigger: "schedule", status: "missed" },
      { businessOn: "2026-06-04", trigger: "schedule", status: "failed" },
    ]);
    expect(await clockOf(of)).toMatchObject({
      simulatedAt: "2026-06-04T13:00:00.000Z",
      simulationMovingToOn: null,
    });
  });

  it("keeps to the tenant's own zone through a clock change", async () => {
    const of = await keyless({ server: "bmsemea.kaseya.com", simulatedAt: "2026-10-24T08:00:00.000Z" });
    await move(of, "2026-10-26");
    expect((await runsOf(of)).map(({ businessOn }) => businessOn)).toEqual(["2026-10-25", "2026-10-26"]);
    // 09:00 in London is 09:00 UTC again from the 25th on.
    expect(await clockOf(of)).toMatchObject({ simulatedAt: "2026-10-26T09:00:00.000Z" });
  });

  it("starts from where the clock stands, so that a move that broke off is finished by asking again", async () => {
    const of = await keyless({ simulatedAt: "2026-06-03T04:20:00.000Z", simulationMovingToOn: "2026-06-04" });
    expect((await move(of, "2026-06-04")).result).toEqual({ nights: 1, failed: [] });
    expect((await move(of, "2026-06-04")).result).toEqual({ nights: 0, failed: [] });
    expect((await runsOf(of)).map(({ businessOn }) => businessOn)).toEqual(["2026-06-04"]);
  });

  it("goes on in another run after a week", async () => {
    const of = await keyless();
    const { result, ctx } = await move(of, "2026-06-20");
    expect(result).toEqual({ nights: 7, failed: [] });
    expect(ctx.step.sendEvent).toHaveBeenCalledWith(
      "go-on",
      expect.objectContaining({ data: { tenantId: of.id, toOn: "2026-06-20", requestedBy: "Ada" } }),
    );
    expect(await clockOf(of)).toMatchObject({ simulatedAt: "2026-06-08T04:20:00.000Z" });
  });
});
