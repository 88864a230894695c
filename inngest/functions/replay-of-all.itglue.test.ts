import { InngestTestEngine } from "@inngest/test";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { billingJob } from "@/db/schema/billing-job";
import { contract } from "@/db/schema/contract";
import { tenant } from "@/db/schema/tenant";
import { emulatorRequestCounts } from "@/e2e/it-glue-emulator/control-client";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { makeAccount } from "@/lib/testing/factories";
import { rowsWritten } from "@/lib/testing/faults/rows-written";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { type SmtpServer, startSmtpServer } from "@/lib/testing/smtp-server";
import { startTestDatabase } from "@/lib/testing/test-database";
import {
  billingJobRunRequested,
  clockMoveRequested,
  mailQueued,
  organizationsSyncRequested,
  tenantSyncRequested,
} from "../events";
import { servedFunctions } from "../served-functions";

/**
 * Every served function is taken up again behind each of its steps, as an engine does whose process ended there: no row of the
 * tenant, no organization in IT Glue and no e-mail is written twice, and what is sent to other functions is the same.
 */

let job: MainJob;
let smtp: SmtpServer;
beforeAll(async () => {
  await startTestDatabase();
  smtp = await startSmtpServer();
  job = await startMainJob({ isSimulation: true, simulatedAt: "2026-06-02T23:00:00Z" });
  vi.stubEnv("FLEXBILL_DEMO", "1");
  vi.stubEnv("ITGLUE_BASE_URL", job.emulator.url);
  vi.stubEnv("SMTP_URL", smtp.url);
  vi.stubEnv("MAIL_FROM", "Flexbill <billing@msp.example>");
  await firstNight();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await job.stop();
  await smtp.close();
});

/** Counted once, approved, and told of; since then a seat was bought, and an account made by hand. */
async function firstNight(): Promise<void> {
  const { scope } = job.tenant;
  const told = { isNotificationEnabled: true, notificationEmails: ["ada@example.com"] };
  await withTenant(scope, (db) => db.update(contract).set(told).where(eq(contract.id, job.contract.id)));
  await withTenant(scope, (db) => reprojectLine(db, job.ctx, job.line.id));
  await job.night("2026-06-02");
  const [held] = await job.held();
  const decision = {
    heldChangeId: held!.id,
    version: held!.version,
    decision: "approve",
    reason: "Seen",
  } as const;
  await decideHeldChange(job.ctx, decision);
  await job.setSeats("Microsoft 365 Business Premium", 7);
  await makeAccount(job.tenant, { name: "Brightwater Spa" });
}

const clockAt = (simulatedAt: string, simulationMovingToOn: string | null = null) =>
  withTenant(job.tenant.scope, (db) =>
    db.update(tenant).set({ simulatedAt, simulationMovingToOn }).where(eq(tenant.id, job.tenant.id)),
  );

/** A job that posts, bills and sends what is due in June. */
async function dueJob(): Promise<string> {
  const [made] = await withTenant(job.tenant.scope, (db) =>
    db
      .insert(billingJob)
      .values({
        tenantId: job.tenant.id,
        name: "June",
        action: "post-bill-and-send",
        scope: { accountIds: [], contractIds: [], kinds: [] },
        range: { through: "end-of-month" },
        schedule: { every: "month", dayOfMonth: 5 },
        startOn: "2026-06-01",
        groupInvoicesBy: "account",
        createdAt: "2026-06-01T00:00:00Z",
      })
      .returning(),
  );
  return made!.id;
}

type Events = NonNullable<ConstructorParameters<typeof InngestTestEngine>[0]["events"]>;
type Prepared = { events: Events | null; result: unknown };

const requestedBy = "Ada";
/** In the order of a few days: what each finds to do, and what it answers the first time. Null: started by the clock alone. */
const PREPARED: Record<string, () => Promise<Prepared>> = {
  "sync-organizations": async () => ({
    events: [organizationsSyncRequested.create({ tenantId: job.tenant.id, requestedBy })],
    result: [{ pushed: 1, left: 0 }],
  }),
  "hourly-organizations": async () => ({ events: null, result: { requested: 1 } }),
  tick: async () => {
    await clockAt("2026-06-03T04:20:00Z");
    return { events: null, result: { requested: 1 } };
  },
  "sync-tenant": async () => ({
    events: [
      tenantSyncRequested.create({
        ...{ tenantId: job.tenant.id, businessOn: "2026-06-03", trigger: "schedule", requestedBy },
        ...{ itGlueAccount: "us/1", headStartSeconds: 0 },
      }),
    ],
    result: { status: "completed", summary: { lines: 1, changed: 1 } },
  }),
  "retry-mail": async () => ({ events: null, result: { requested: 1 } }),
  "send-mail": async () => ({
    events: [mailQueued.create({ tenantId: job.tenant.id })],
    result: { sent: ["sent", "sent"] },
  }),
  "move-clock": async () => {
    await job.setSeats("Microsoft 365 Business Premium", 8);
    await clockAt("2026-06-03T23:00:00Z", "2026-06-05");
    return {
      events: [clockMoveRequested.create({ tenantId: job.tenant.id, toOn: "2026-06-05", requestedBy })],
      result: { nights: 2, failed: [] },
    };
  },
  "start-billing-jobs": async () => {
    await dueJob();
    return { events: null, result: { requested: 1 } };
  },
  "run-billing-job": async () => {
    const [{ id: jobId } = { id: "" }] = await withTenant(job.tenant.scope, (db) =>
      db.select().from(billingJob),
    );
    const due = { tenantId: job.tenant.id, jobId, businessOn: "2026-06-05", requestedBy };
    return {
      events: [billingJobRunRequested.create({ ...due, trigger: "schedule" })],
      result: { status: "completed", summary: { invoices: 1 } },
    };
  },
};

const SENDING = ["send-mail", "go-on", "request-nights", "request-syncs", "request-runs", "request-sending"];
type Steps = NonNullable<ConstructorParameters<typeof InngestTestEngine>[0]["steps"]>;

/** All that is left behind anywhere. */
async function leftBehind() {
  return {
    rows: await rowsWritten(job.tenant),
    writesInItGlue: (await emulatorRequestCounts(job.emulator.url)).writes,
    mails: smtp.received.length,
  };
}

const idOf = (served: (typeof servedFunctions)[number]) => served.id();

describe("each function, taken up again behind any of its steps, writes nothing twice", () => {
  it("and none is left out", () => {
    expect(Object.keys(PREPARED).sort()).toEqual(servedFunctions.map(idOf).sort());
  });

  it.each(Object.keys(PREPARED))("%s", async (id) => {
    const served = servedFunctions.find((one) => idOf(one) === id)!;
    const { events, result } = await PREPARED[id]!();
    const remembered: Steps = SENDING.map((step) => ({ id: step, handler: () => ({ ids: [] }) }));
    const run = async (steps: Steps) => {
      const engine = new InngestTestEngine({ function: served, ...(events && { events }) });
      const ran = await engine.execute({ steps });
      return { ran, sent: JSON.stringify(ran.ctx.step.sendEvent.mock.calls) };
    };
    const mocked = remembered.length;
    const first = await run(remembered);
    expect(first.ran.result).toMatchObject(result as object);
    expect(remembered.length).toBeGreaterThan(mocked);
    const after = await leftBehind();

    // Where the whole move of a clock has ended, it does not go back to an earlier day: replay.itglue.test.ts breaks it off at
    // each of its steps instead.
    const least = id === "move-clock" ? remembered.length : mocked;
    for (let behind = remembered.length; behind >= least; behind -= 1) {
      const again = await run(remembered.slice(0, behind));
      expect(
        "error" in again.ran ? again.ran.error : undefined,
        `behind ${behind - mocked} steps`,
      ).toBeUndefined();
      expect(await leftBehind(), `behind ${behind - mocked} steps`).toEqual(after);
      if (behind === remembered.length) expect(again.sent).toBe(first.sent);
    }
  });
});
