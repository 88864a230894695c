import { InngestTestEngine } from "@inngest/test";
import { asc, eq } from "drizzle-orm";
import { StepError } from "inngest";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { charge } from "@/db/schema/billing";
import { accountPark, billingJob, billingJobRun } from "@/db/schema/billing-job";
import { reading } from "@/db/schema/counting";
import { invoice } from "@/db/schema/invoice";
import { itGlueSettings } from "@/db/schema/it-glue";
import { mailMessage } from "@/db/schema/mail";
import { syncRun } from "@/db/schema/sync-run";
import { tenant } from "@/db/schema/tenant";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import { rehearseJob } from "@/lib/commands/billing-jobs/rehearse-job";
import { runBillingJob } from "@/lib/commands/billing-jobs/run-billing-job";
import type { StepRunner } from "@/lib/commands/sync-runs/step-runner";
import {
  contextFor,
  jobContextFor,
  type LineValues,
  makeAccount,
  makeContract,
  makeLine,
  makeTenant,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { billingJobRunRequested, clockMoveRequested } from "../events";
import { moveClock } from "./move-clock";
import { runDueBillingJob } from "./run-billing-job";
import { stepFault } from "./run-steps";
import { startBillingJobs } from "./start-billing-jobs";

beforeAll(async () => {
  await startTestDatabase();
});

// Failing on purpose, the functions would fill the log with what the SDK says about it.
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  return () => vi.restoreAllMocks();
});

const MONTH_END = "2026-06-30";
/** 00:40 in New York on the last day of June. */
const AFTER_ITS_NIGHT = "2026-06-30T04:40:00.000Z";

async function at(instant: string): Promise<TestTenant> {
  return makeTenant({ isSimulation: true, simulatedAt: instant, clockAt: instant });
}

async function setClock(of: TestTenant, instant: string) {
  of.clock.set(instant);
  await withTenant(of.scope, (db) =>
    db.update(tenant).set({ simulatedAt: instant }).where(eq(tenant.id, of.id)),
  );
}

/** A line of 10 seats at 10.00 from 1 June, 11 from the 10th: June is 100.00 and a proration of 7.00. */
async function seats(of: TestTenant, customer: { id: string }, values: LineValues = {}) {
  const { id: contractId } = await makeContract(of, { accountId: customer.id });
  const line = await makeLine(of, {
    contractId,
    units: [
      { effectiveOn: "2026-06-01", units: "10" },
      { effectiveOn: "2026-06-10", units: "11" },
    ],
    ...values,
  });
  await withTenant(of.scope, (db) => reprojectLine(db, contextFor(of), line.id));
  return line;
}

async function monthEnd(of: TestTenant, values: Partial<typeof billingJob.$inferInsert> = {}) {
  const [job] = await withTenant(of.scope, (db) =>
    db
      .insert(billingJob)
      .values({
        tenantId: of.id,
        name: "Month end",
        action: "post-bill-and-send",
        scope: { accountIds: [], contractIds: [], kinds: [] },
        range: { through: "end-of-month" },
        schedule: { every: "month", dayOfMonth: 31 },
        startOn: "2026-06-01",
        groupInvoicesBy: "account",
        createdAt: "2026-06-01T00:00:00Z",
        ...values,
      })
      .returning(),
  );
  return job!;
}

const scheduled = (of: TestTenant, job: { id: string }, businessOn = MONTH_END) => ({
  tenantId: of.id,
  jobId: job.id,
  businessOn,
  trigger: "schedule" as const,
  requestedBy: "Schedule",
});

const execute = (of: TestTenant, job: { id: string }, businessOn = MONTH_END) =>
  new InngestTestEngine({
    function: runDueBillingJob,
    events: [billingJobRunRequested.create(scheduled(of, job, businessOn))],
    steps: [{ id: "send-mail", handler: () => ({ ids: [] }) }],
  }).execute();

const stored = (of: TestTenant) =>
  withTenant(of.scope, async (db) => ({
    charges: await db.select().from(charge).orderBy(asc(charge.effectiveOn), asc(charge.lineId)),
    invoices: await db.select().from(invoice).orderBy(asc(invoice.number)),
    mails: await db.select().from(mailMessage),
    runs: await db.select().from(billingJobRun).orderBy(asc(billingJobRun.businessOn)),
  }));

describe("a month end on its schedule", () => {
  it("posts, bills and queues e-mail on one run, prorations included, and a second asking does nothing", async () => {
    const of = await at(AFTER_ITS_NIGHT);
    const told = await makeAccount(of, { name: "Ada & Co", invoiceEmails: ["ap@ada.example"] });
    const untold = await makeAccount(of, { name: "Bob Inc" });
    await seats(of, told);
    await seats(of, untold);
    const job = await monthEnd(of);

    const { result, ctx } = await execute(of, job);
    expect(result).toMatchObject({
      status: "completed",
      summary: {
        postedItems: 4,
        posted: { USD: "214.00" },
        invoices: 2,
        invoiced: { USD: "214.00" },
        queuedMails: 1,
        leftOpen: 0,
        passedOver: [],
        notMailed: [{ accountId: untold.id, accountName: "Bob Inc", number: 2 }],
      },
    });
    expect(ctx.step.sendEvent).toHaveBeenCalledWith(
      "send-mail",
      expect.objectContaining({ name: "mail/message.queued", data: { tenantId: of.id } }),
    );
    const after = await stored(of);
    expect(after.charges.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`)).toEqual([
      "regular 10000",
      "regular 10000",
      "proration 700",
      "proration 700",
    ]);
    expect(after.charges[0]!.postedBy).toMatch(/^Month end \(job run [0-9a-f]{8}\)$/);
    expect(after.mails).toMatchObject([{ toAddresses: ["ap@ada.example"], kind: "invoice" }]);

    expect((await execute(of, job)).result).toEqual({ outcome: "ended" });
    const again = await stored(of);
    expect([again.charges.length, again.invoices.length, again.mails.length, again.runs.length]).toEqual([
      4, 2, 1, 1,
    ]);
  });

  it("goes on after a crash between any two steps, with everything in its figures and nothing twice", async () => {
    const broken = ["begin", "check-conservation", "post-1", "invoice-1", "end"];
    for (const last of broken) {
      const of = await at(AFTER_ITS_NIGHT);
      await seats(of, await makeAccount(of, { invoiceEmails: ["ap@ada.example"] }));
      const job = await monthEnd(of);
      // The work of the step is done, but the process ends before anybody hears of it.
      const crash: StepRunner = async (id, work) => {
        const done = await work();
        if (id === last) throw new Error("The process ended.");
        return done;
      };
      const { tenantId: _own, ...request } = scheduled(of, job);
      await expect(runBillingJob(jobContextFor(of), request, crash)).rejects.toThrow("The process ended.");
      // Should nobody ever take the run up again: no invoice without its e-mail.
      const left = await stored(of);
      expect(left.mails).toHaveLength(left.invoices.length);
      const { result } = await execute(of, job);
      if (last === "end") expect(result).toEqual({ outcome: "ended" });
      const { charges, invoices, mails, runs } = await stored(of);
      expect([last, charges.length, invoices.length, mails.length]).toEqual([last, 2, 1, 1]);
      expect(runs).toMatchObject([
        {
          status: "completed",
          summary: { postedItems: 2, posted: { USD: "107.00" }, invoiced: { USD: "107.00" }, queuedMails: 1 },
        },
      ]);
    }
  });

  /** A run of which a step breaks for good, as an engine hands it on once its retries are used up. */
  function breakAt(of: TestTenant, job: { id: string }, last: string) {
    const { tenantId: _own, ...request } = scheduled(of, job);
    const steps: StepRunner = (id, work) =>
      id === last
        ? Promise.reject(new StepError(id, { name: "Error", message: "The disk is full" }))
        : work();
    return runBillingJob(jobContextFor(of), request, steps, stepFault);
  }

  it("writes down what broke it, and is tried again while its date lasts", async () => {
    const of = await at(AFTER_ITS_NIGHT);
    await seats(of, await makeAccount(of));
    const job = await monthEnd(of);
    expect(await breakAt(of, job, "invoice-1")).toMatchObject({
      status: "failed",
      summary: { postedItems: 2, invoices: 0, error: { code: "run-failed", message: "The disk is full" } },
    });
    expect((await execute(of, job)).result).toMatchObject({
      status: "completed",
      summary: { postedItems: 2, posted: { USD: "107.00" }, invoices: 1 },
    });
  });

  it("ends as failed where its date passed before it could be tried again", async () => {
    const of = await at(AFTER_ITS_NIGHT);
    const job = await monthEnd(of);
    await breakAt(of, job, "check-conservation");
    await setClock(of, "2026-07-01T04:40:00.000Z");
    expect((await execute(of, job)).result).toEqual({ outcome: "ended" });
    expect((await stored(of)).runs).toMatchObject([{ status: "failed" }]);
  });

  it("takes only what its scope, range and kinds name", async () => {
    const of = await at(AFTER_ITS_NIGHT);
    const [chosen, other] = [await makeAccount(of), await makeAccount(of)];
    await seats(of, chosen);
    await seats(of, other);
    const job = await monthEnd(of, {
      action: "post",
      scope: { accountIds: [chosen.id], contractIds: [], kinds: ["proration"] },
      range: { through: "end-of-next-month" },
    });
    expect((await execute(of, job)).result).toMatchObject({
      status: "completed",
      summary: { postedItems: 1, posted: { USD: "7.00" }, invoices: 0, invoiced: {}, queuedMails: 0 },
    });
    expect((await stored(of)).charges).toMatchObject([{ accountId: chosen.id, kind: "proration" }]);
  });
});

describe("the night of its date", () => {
  /** A tenant whose nights are to come: with IT Glue enabled. */
  async function counted(instant: string) {
    const of = await at(instant);
    await withTenant(of.scope, (db) =>
      db.insert(itGlueSettings).values({ tenantId: of.id, isEnabled: true, subdomain: "msp", server: "us" }),
    );
    await seats(of, await makeAccount(of));
    return { of, job: await monthEnd(of) };
  }

  it("is waited for, and the run stands there as waiting", async () => {
    const { of, job } = await counted(AFTER_ITS_NIGHT);
    expect((await execute(of, job)).result).toEqual({ outcome: "waiting" });
    expect(await stored(of)).toMatchObject({ charges: [], runs: [{ status: "waiting", summary: null }] });
    await withTenant(of.scope, (db) =>
      db.insert(syncRun).values({
        tenantId: of.id,
        businessOn: MONTH_END,
        trigger: "schedule",
        status: "completed",
        startedAt: AFTER_ITS_NIGHT,
        summary: {},
      }),
    );
    expect((await execute(of, job)).result).toMatchObject({
      status: "completed",
      summary: { postedItems: 2 },
    });
    expect((await stored(of)).runs).toHaveLength(1);
  });

  it("is waited for until 06:00, no longer", async () => {
    const { of, job } = await counted("2026-06-30T09:59:00.000Z");
    expect((await execute(of, job)).result).toEqual({ outcome: "waiting" });
    await setClock(of, "2026-06-30T10:00:00.000Z");
    expect((await execute(of, job)).result).toMatchObject({ status: "completed" });
  });

  it("is no reason to run on another date: the one that passed is missed, and the next run takes what was due", async () => {
    const { of, job } = await counted("2026-07-31T10:00:00.000Z");
    expect((await execute(of, job)).result).toEqual({ outcome: "missed" });
    expect(await stored(of)).toMatchObject({ charges: [], runs: [{ status: "missed" }] });
    expect((await execute(of, job)).result).toEqual({ outcome: "ended" });
    expect((await execute(of, job, "2026-07-31")).result).toMatchObject({
      status: "completed",
      summary: { postedItems: 3, posted: { USD: "217.00" } },
    });
  });
});

describe("what a run lists", () => {
  it("names stale and parked lines it passed over, and bills held and unmapped ones with their last units", async () => {
    const of = await at(AFTER_ITS_NIGHT);
    const customer = await makeAccount(of, { name: "Ada & Co" });
    const rule = { assetTypeId: "1", measure: { kind: "assets" }, conditions: [] };
    const terms = { billBy: "flexible-assets", countRule: rule } as unknown as LineValues["terms"];
    const countedOn = async (
      line: { id: string; contractId: string },
      on: string,
      state: "counted" | "unmapped",
    ) =>
      withTenant(of.scope, (db) =>
        db.insert(reading).values({
          tenantId: of.id,
          accountId: customer.id,
          contractId: line.contractId,
          lineId: line.id,
          source: "nightly",
          rule: rule as never,
          askedAt: `${on}T04:20:00Z`,
          businessOn: on,
          state,
          reasons: [],
          units: state === "counted" ? "11" : null,
        }),
      );
    const stale = await seats(of, customer, { name: "Backups", terms });
    await countedOn(stale, "2026-06-26", "counted");
    const unmapped = await seats(of, customer, { name: "Seats", terms });
    await countedOn(unmapped, "2026-06-28", "counted");
    await countedOn(unmapped, "2026-06-30", "unmapped");
    const parked = await makeAccount(of, { name: "Bob Inc" });
    await seats(of, parked);
    await withTenant(of.scope, (db) =>
      db.insert(accountPark).values({
        tenantId: of.id,
        accountId: parked.id,
        reason: "billing-fault",
        explanation: "Line Firewalls cannot be billed.",
        parkedAt: AFTER_ITS_NIGHT,
      }),
    );
    const { result } = await execute(of, await monthEnd(of, { action: "post" }));
    expect(result).toMatchObject({
      summary: {
        postedItems: 2,
        posted: { USD: "107.00" },
        passedOver: expect.arrayContaining([
          expect.objectContaining({ accountName: "Ada & Co", lineId: stale.id }),
          expect.objectContaining({ accountName: "Bob Inc", reason: "Line Firewalls cannot be billed." }),
        ]),
        billedAsBefore: [
          {
            accountId: customer.id,
            lineId: unmapped.id,
            lineName: "Seats",
            reason: expect.stringContaining("linked"),
          },
        ],
      },
    });
  });
});

describe("a dry run", () => {
  it("tells what the run then does, to the cent, and writes nothing at all", async () => {
    const of = await at(AFTER_ITS_NIGHT);
    const told = await makeAccount(of, { invoiceEmails: ["ap@ada.example"], taxRatePercent: "7.25" });
    await seats(of, told);
    await seats(of, await makeAccount(of, { parentAccountId: told.id, routesInvoiceToParent: true }));
    await seats(of, await makeAccount(of));
    const job = await monthEnd(of, { groupInvoicesBy: "consolidated" });
    const before = await stored(of);
    const { throughOn, ...dry } = await rehearseJob(contextFor(of), job, MONTH_END);
    expect(throughOn).toBe(MONTH_END);
    expect(await stored(of)).toEqual(before);
    const numbers = await withTenant(of.scope, (db) =>
      db.select({ next: tenant.nextInvoiceNumber }).from(tenant),
    );
    expect(numbers).toEqual([{ next: 1 }]);

    const { result } = await execute(of, job);
    const { summary } = result as { summary: typeof dry };
    const figures = ({ notMailed, leftOut: _none, ...sums }: typeof dry) => ({
      ...sums,
      notMailed: notMailed?.length,
    });
    expect(figures(dry)).toEqual(figures(summary));
    expect(dry).toMatchObject({ postedItems: 6, posted: { USD: "321.00" }, invoices: 2, queuedMails: 1 });
  });
});

describe("start-billing-jobs", () => {
  async function asked(of: TestTenant) {
    const { ctx } = await new InngestTestEngine({
      function: startBillingJobs,
      steps: [{ id: "request-runs", handler: () => ({ ids: [] }) }],
    }).execute();
    const events = ctx.step.sendEvent.mock.calls.flatMap(
      ([, sent]) => sent as { data: { tenantId: string; jobId: string; businessOn: string } }[],
    );
    return events.filter(({ data }) => data.tenantId === of.id);
  }

  it("asks for each due date of active jobs at the tenant's own time, and no more once it ran", async () => {
    const of = await at("2026-06-30T04:14:59.000Z");
    const job = await monthEnd(of);
    await monthEnd(of, { name: "Off", isActive: false });
    await monthEnd(of, { name: "Later", startOn: "2026-07-01" });
    expect(await asked(of)).toEqual([]);
    await setClock(of, "2026-06-30T04:15:00.000Z");
    expect(await asked(of)).toMatchObject([
      { name: "billing/job-run.requested", data: scheduled(of, job), id: expect.stringContaining(job.id) },
    ]);
    await execute(of, job);
    expect(await asked(of)).toEqual([]);
  });

  it("asks for dates that passed, so that they are written down as missed", async () => {
    const of = await at("2026-07-31T04:15:00.000Z");
    await monthEnd(of);
    expect((await asked(of)).map(({ data }) => data.businessOn)).toEqual(["2026-06-30", "2026-07-31"]);
  });
});

describe("a simulation whose clock moves", () => {
  const move = (of: TestTenant, toOn: string) =>
    new InngestTestEngine({
      function: moveClock,
      events: [clockMoveRequested.create({ tenantId: of.id, toOn, requestedBy: "Ada" })],
      steps: ["go-on", "send-mail"].map((id) => ({ id, handler: () => ({ ids: [] }) })),
    }).execute();

  it("runs the jobs of each day after its night, and none twice", async () => {
    const of = await at("2026-06-28T13:00:00.000Z");
    await seats(of, await makeAccount(of, { invoiceEmails: ["ap@ada.example"] }));
    await monthEnd(of);
    await monthEnd(of, { name: "Daily", action: "post", schedule: { every: "day" }, startOn: "2026-06-28" });
    expect((await move(of, "2026-07-01")).error).toBeUndefined();
    const { runs, invoices } = await stored(of);
    expect(runs.map(({ businessOn, status }) => `${businessOn} ${status}`)).toEqual([
      "2026-06-28 completed",
      "2026-06-29 completed",
      "2026-06-30 completed",
      "2026-06-30 completed",
      "2026-07-01 completed",
    ]);
    // The daily job posted June, the month's end billed it on its last day.
    expect(invoices).toMatchObject([{ invoiceOn: "2026-06-30", totalMinor: 10_700n }]);
    await move(of, "2026-07-01");
    expect((await stored(of)).runs).toHaveLength(5);
  });

  it("waits for a night that fails until the latest start, on the day itself", async () => {
    const of = await at("2026-06-29T13:00:00.000Z");
    await withTenant(of.scope, (db) =>
      db.insert(itGlueSettings).values({ tenantId: of.id, isEnabled: true, subdomain: "msp", server: "us" }),
    );
    await seats(of, await makeAccount(of));
    await monthEnd(of, { action: "post" });
    await move(of, MONTH_END);
    const { runs, charges } = await stored(of);
    expect(runs).toMatchObject([{ businessOn: MONTH_END, status: "completed" }]);
    expect(charges[0]!.postedAt).toBe("2026-06-30T10:00:00.000Z");
  });
});
