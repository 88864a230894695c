import { InngestTestEngine, mockCtx } from "@inngest/test";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { contract } from "@/db/schema/contract";
import { mailMessage } from "@/db/schema/mail";
import { syncRun, syncRunLine } from "@/db/schema/sync-run";
import { tenant } from "@/db/schema/tenant";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { clockMoveRequested, tenantSyncRequested } from "../events";
import { moveClock } from "./move-clock";
import { syncTenant } from "./sync-tenant";

beforeAll(async () => void (await startTestDatabase()));

const jobs: MainJob[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const job of jobs.splice(0)) await job.stop();
});

/** A simulation on the evening of 2 June, whose seats went from 10 to 11 in IT Glue since its first night. */
async function beforeTheNight(): Promise<MainJob> {
  const job = await startMainJob({ isSimulation: true, simulatedAt: "2026-06-02T23:00:00Z" });
  jobs.push(job);
  vi.stubEnv("FLEXBILL_DEMO", "1");
  vi.stubEnv("ITGLUE_BASE_URL", job.emulator.url);
  await withTenant(job.tenant.scope, (db) =>
    db
      .update(contract)
      .set({ isNotificationEnabled: true, notificationEmails: ["ada@example.com"] })
      .where(eq(contract.id, job.contract.id)),
  );
  await job.night("2026-06-02");
  const [held] = await job.held();
  await decideHeldChange(job.ctx, {
    heldChangeId: held!.id,
    version: held!.version,
    decision: "approve",
    reason: "Seen",
  });
  await job.setSeats("Microsoft 365 Business Premium", 7);
  return job;
}

const setClock = (job: MainJob, simulatedAt: string) =>
  withTenant(job.tenant.scope, (db) =>
    db.update(tenant).set({ simulatedAt }).where(eq(tenant.id, job.tenant.id)),
  );

/** All that a night writes and a repetition must not write again. */
async function written(job: MainJob) {
  const rest = await withTenant(job.tenant.scope, async (db) => ({
    runs: (await db.select().from(syncRun)).map(({ businessOn, trigger, status, summary }) => ({
      ...{ businessOn, trigger, status, summary },
    })),
    lines: (await db.select().from(syncRunLine)).map(({ outcome, units }) => ({ outcome, units })),
    mails: (await db.select().from(mailMessage)).map(({ subject }) =>
      subject.replace(/Contract \d+/, "Contract"),
    ),
    audit: (await db.select().from(auditEvent)).map(({ action }) => action).sort(),
  }));
  return {
    ...rest,
    readings: (await job.readings()).map(({ businessOn, units, state }) => ({ businessOn, units, state })),
    segments: (await job.segments()).map(({ effectiveOn, units, source }) => ({
      effectiveOn,
      units,
      source,
    })),
    items: (await job.items()).map(({ kind, effectiveOn, amountMinor }) => [
      kind,
      effectiveOn,
      `${amountMinor}`,
    ]),
    held: (await job.held()).map(({ status, proposedUnits }) => ({ status, proposedUnits })),
  };
}

type Options = ConstructorParameters<typeof InngestTestEngine>[0];
type Steps = NonNullable<Options["steps"]>;

const sent = (): Steps => [
  { id: "send-mail", handler: () => ({ ids: [] }) },
  { id: "go-on", handler: () => ({ ids: [] }) },
];

/** Every step runs, its result is lost, and it runs again: what an engine does whose process dies in between. */
const eachStepTwice: NonNullable<Options["transformCtx"]> = (raw) => {
  const { run } = raw.step;
  raw.step.run = ((id: string, work: () => Promise<unknown>) =>
    run(id, async () => {
      await work();
      return work();
    })) as typeof run;
  return mockCtx(raw);
};

const nightOf = (job: MainJob) =>
  tenantSyncRequested.create({
    tenantId: job.tenant.id,
    businessOn: "2026-06-03",
    trigger: "schedule",
    requestedBy: "Tick",
    itGlueAccount: "us/1",
    headStartSeconds: 0,
  });

describe("sync-tenant", () => {
  it("taken up again behind any of its steps writes nothing twice", async () => {
    const job = await beforeTheNight();
    await setClock(job, "2026-06-03T04:20:00Z");
    // The engine adds each step that ran, so that this is the run's memory in the end.
    const remembered = sent();
    const mocked = remembered.length;
    const engine = () => new InngestTestEngine({ function: syncTenant, events: [nightOf(job)] });
    const first = await engine().execute({ steps: remembered });
    expect(first.result).toMatchObject({ status: "completed", summary: { lines: 1, changed: 1 } });
    const after = await written(job);
    expectOneNight(after);
    expect(remembered.length).toBeGreaterThan(mocked + 6);

    for (let behind = mocked; behind <= remembered.length; behind += 1) {
      const { error } = (await engine().execute({ steps: remembered.slice(0, behind) })) as {
        error?: unknown;
      };
      expect(error, `behind ${behind - mocked} steps`).toBeUndefined();
      expect(await written(job), `behind ${behind - mocked} steps`).toEqual(after);
    }
  }, 300_000);

  it("losing each step's first result writes everything once", async () => {
    const job = await beforeTheNight();
    await setClock(job, "2026-06-03T04:20:00Z");
    const again = { function: syncTenant, events: [nightOf(job)], steps: sent() } satisfies Options;
    const { result } = await new InngestTestEngine({ ...again, transformCtx: eachStepTwice }).execute();
    expect(result).toMatchObject({ status: "completed", summary: { lines: 1, changed: 1 } });
    expectOneNight(await written(job));
  });
});

/** The night of 3 June, written once beside that of 2 June. */
function expectOneNight(after: Awaited<ReturnType<typeof written>>) {
  expect(after.runs).toHaveLength(2);
  expect(after.mails).toHaveLength(2);
  expect(after.readings.map(({ businessOn }) => businessOn)).toEqual(["2026-06-02", "2026-06-03"]);
  expect(after.segments.filter(({ source }) => source === "nightly")).toEqual([
    { effectiveOn: "2026-06-03", units: "11", source: "nightly" },
  ]);
  expect(after.audit.filter((action) => action === "contract-line.units-counted")).toHaveLength(1);
}

describe("move-clock", () => {
  it("lives through a night once where each step's first result is lost", async () => {
    const job = await beforeTheNight();
    await withTenant(job.tenant.scope, (db) =>
      db.update(tenant).set({ simulationMovingToOn: "2026-06-03" }).where(eq(tenant.id, job.tenant.id)),
    );
    const { id: tenantId } = job.tenant;
    const { result } = await new InngestTestEngine({
      function: moveClock,
      events: [clockMoveRequested.create({ tenantId, toOn: "2026-06-03", requestedBy: "Ada" })],
      steps: sent(),
      transformCtx: eachStepTwice,
    }).execute();
    expect(result).toEqual({ nights: 1, failed: [] });
    expectOneNight(await written(job));
  });
});
