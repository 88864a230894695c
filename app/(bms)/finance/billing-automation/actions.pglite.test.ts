import { asc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem, charge } from "@/db/schema/billing";
import { billingJob, billingJobRun } from "@/db/schema/billing-job";
import type { Session } from "@/lib/auth/session";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import type { CreateBillingJobInput } from "@/lib/inputs/billing-jobs";
import { billingJobs } from "@/lib/queries/billing-jobs";
import { unsweptProrations } from "@/lib/queries/unswept-prorations";
import {
  contextFor,
  makeAccount,
  makeContract,
  makeLine,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import {
  createBillingJobAction,
  dryRunJobAction,
  dryRunTypedJobAction,
  editBillingJobAction,
  runBillingJobNowAction,
  setBillingJobActiveAction,
} from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  user: null as TestUser | null,
  sent: [] as { data: Record<string, unknown> }[],
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/inngest/client", () => ({
  inngest: { send: async (event: { data: Record<string, unknown> }) => void signedIn.sent.push(event) },
}));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => contextFor(signedIn.of!, { user: signedIn.user! }),
}));

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  // 09:00 in New York on Monday, 15 June 2026.
  tenant = await makeTenant({ clockAt: "2026-06-15T13:00:00Z" });
  signedIn.sent = [];
  signIn(tenant.admin);
});

function signIn(user: TestUser) {
  signedIn.of = tenant;
  signedIn.user = user;
  signedIn.session = sessionFor(tenant, user);
}

const MONTH_END: CreateBillingJobInput = {
  name: "Month end",
  action: "post-and-bill",
  every: "month",
  weekday: "1",
  dayOfMonth: "31",
  startOn: "2026-06-15",
  through: "end-of-month",
  offsetDays: "0",
  scopeBy: "all",
  accountIds: [],
  contractIds: [],
  kinds: "all",
  groupInvoicesBy: "account",
};

const jobsOf = (of: TestTenant = tenant) =>
  withTenant(of.scope, (db) => db.select().from(billingJob).orderBy(asc(billingJob.name)));
const auditOf = (jobId: string) =>
  withTenant(tenant.scope, (db) =>
    db.select().from(auditEvent).where(eq(auditEvent.subjectId, jobId)).orderBy(asc(auditEvent.position)),
  );

async function created(values: Partial<CreateBillingJobInput> = {}) {
  const { data } = await createBillingJobAction({ ...MONTH_END, ...values });
  return data!.jobId;
}

/** A line with 100.00 of June and a proration of 7.00 from the 10th. */
async function seats(of: TestTenant = tenant) {
  const customer = await makeAccount(of);
  const contract = await makeContract(of, { accountId: customer.id });
  const line = await makeLine(of, {
    contractId: contract.id,
    units: [
      { effectiveOn: "2026-06-01", units: "10" },
      { effectiveOn: "2026-06-10", units: "11" },
    ],
  });
  await withTenant(of.scope, (db) => reprojectLine(db, contextFor(of), line.id));
  return { customer, contract, line };
}

describe("adding a job", () => {
  it("stores what it does, active, with its audit", async () => {
    const jobId = await created();
    expect(await jobsOf()).toMatchObject([
      {
        id: jobId,
        name: "Month end",
        action: "post-and-bill",
        isActive: true,
        version: 1,
        schedule: { every: "month", dayOfMonth: 31 },
        range: { through: "end-of-month" },
        scope: { accountIds: [], contractIds: [], kinds: [] },
        startOn: "2026-06-15",
      },
    ]);
    expect(await auditOf(jobId)).toMatchObject([
      { action: "billing-job.created", changes: { schedule: { to: "On the last day of every month" } } },
    ]);
  });

  it.each<[string, Partial<CreateBillingJobInput>, string, RegExp]>([
    ["without a name", { name: "  " }, "name", /Enter a name/],
    ["from a day that passed", { startOn: "2026-06-14" }, "startOn", /2026-06-14 has passed.*2026-06-15/],
    ["from no day", { startOn: "2026-02-30" }, "startOn", /not a date/],
    ["of accounts that are not chosen", { scopeBy: "accounts" }, "accountIds", /at least one account/],
    ["of contracts that are not chosen", { scopeBy: "contracts" }, "contractIds", /at least one contract/],
    [
      "through some days",
      { through: "run-date", offsetDays: "soon" },
      "offsetDays",
      /“soon” is not a number/,
    ],
    ["through next year", { through: "run-date", offsetDays: "365" }, "offsetDays", /-31 to 92/],
  ])("refuses one %s, and says what to do", async (_, values, field, words) => {
    const { validationErrors, serverError } = await createBillingJobAction({ ...MONTH_END, ...values });
    const said =
      validationErrors?.fieldErrors[field]?.[0] ??
      serverError?.fields?.find(({ path }) => path === field)?.message;
    expect(said).toMatch(words);
    expect(await jobsOf()).toEqual([]);
  });

  it("takes no accounts or contracts of another company", async () => {
    const other = await makeTenant();
    const { customer, contract } = await seats(other);
    for (const named of [
      { scopeBy: "accounts" as const, accountIds: [customer.id] },
      { scopeBy: "contracts" as const, contractIds: [contract.id] },
    ]) {
      expect((await createBillingJobAction({ ...MONTH_END, ...named })).serverError?.code).toBe("invalid");
      expect((await dryRunTypedJobAction({ ...MONTH_END, ...named })).serverError?.code).toBe("invalid");
    }
    expect(await jobsOf()).toEqual([]);
  });

  it("refuses a name that another job has, whatever its case", async () => {
    await created();
    const { serverError } = await createBillingJobAction({ ...MONTH_END, name: "MONTH END" });
    expect(serverError).toMatchObject({ code: "name-taken", fields: [{ path: "name" }] });
  });

  it.each(["Technician", "Auditor"] as const)(
    "is not for the role %s, nor is anything else here",
    async (role) => {
      const jobId = await created();
      signIn(await makeUser(tenant, { role }));
      const answers = [
        await createBillingJobAction({ ...MONTH_END, name: "Another" }),
        await editBillingJobAction({ ...MONTH_END, jobId, version: 1 }),
        await setBillingJobActiveAction({ jobId, version: 1, isActive: false }),
        await dryRunTypedJobAction(MONTH_END),
        await dryRunJobAction({ jobId }),
        await runBillingJobNowAction({ jobId }),
      ];
      expect(answers.map(({ serverError }) => serverError?.code)).toEqual(Array(6).fill("not-allowed"));
      expect(await jobsOf()).toHaveLength(1);
      expect(signedIn.sent).toEqual([]);
    },
  );

  it("is for a Finance Manager", async () => {
    signIn(await makeUser(tenant, { role: "Finance Manager" }));
    expect((await createBillingJobAction(MONTH_END)).data).toBeDefined();
  });
});

describe("changing a job", () => {
  it("saves it under the next version, and refuses what was opened before with what changed", async () => {
    const jobId = await created();
    const edited = { ...MONTH_END, name: "June end", jobId, version: 1 };
    expect((await editBillingJobAction(edited)).data).toEqual({ version: 2 });
    const { serverError } = await editBillingJobAction({ ...edited, name: "Mine" });
    expect(serverError).toMatchObject({
      code: "changed-meanwhile",
      fields: [{ path: "name", message: expect.stringContaining("“Month end” to “June end”") }],
    });
    expect(await jobsOf()).toMatchObject([{ name: "June end", version: 2 }]);
  });

  it("begins anew with another schedule: days that only the new one names are not missed", async () => {
    const jobId = await created();
    tenant.clock.set("2026-07-20T13:00:00Z");
    await editBillingJobAction({ ...MONTH_END, action: "post", jobId, version: 1 });
    expect(await jobsOf()).toMatchObject([{ startOn: "2026-06-15" }]);
    await editBillingJobAction({ ...MONTH_END, every: "day", jobId, version: 2 });
    expect(await jobsOf()).toMatchObject([{ startOn: "2026-07-20", schedule: { every: "day" } }]);
  });

  it("is turned off and on again without catching up", async () => {
    const jobId = await created();
    expect((await setBillingJobActiveAction({ jobId, version: 1, isActive: false })).data).toEqual({
      version: 2,
    });
    const stale = await setBillingJobActiveAction({ jobId, version: 1, isActive: true });
    expect(stale.serverError?.code).toBe("changed-meanwhile");
    expect((await billingJobs(tenant.scope, "2026-06-15"))[0]).toMatchObject({
      isActive: false,
      nextRunOn: null,
    });
    tenant.clock.set("2026-09-01T13:00:00Z");
    await setBillingJobActiveAction({ jobId, version: 2, isActive: true });
    expect((await billingJobs(tenant.scope, "2026-09-01"))[0]).toMatchObject({
      isActive: true,
      startOn: "2026-09-01",
      nextRunOn: "2026-09-30",
    });
    expect((await auditOf(jobId)).map(({ action }) => action)).toEqual([
      "billing-job.created",
      "billing-job.deactivated",
      "billing-job.activated",
    ]);
  });

  it("does not reach jobs of another company", async () => {
    const jobId = await created();
    tenant = await makeTenant();
    signIn(tenant.admin);
    expect(
      (await editBillingJobAction({ ...MONTH_END, startOn: "2026-07-01", jobId, version: 1 })).serverError
        ?.code,
    ).toBe("not-found");
    expect((await dryRunJobAction({ jobId })).serverError?.code).toBe("not-found");
  });
});

describe("a dry run", () => {
  it("of what is typed says what its first run would do, and keeps nothing", async () => {
    await seats();
    const { data } = await dryRunTypedJobAction(MONTH_END);
    expect(data).toMatchObject({
      businessOn: "2026-06-30",
      throughOn: "2026-06-30",
      summary: { postedItems: 2, posted: { USD: "107.00" }, invoices: 1, invoiced: { USD: "107.00" } },
    });
    const left = await withTenant(tenant.scope, async (db) => ({
      charges: await db.select().from(charge),
      items: (await db.select().from(billingItem)).length,
      runs: await db.select().from(billingJobRun),
      audit: await db.select().from(auditEvent),
    }));
    expect(left).toMatchObject({ charges: [], runs: [], audit: [] });
    expect(left.items).toBeGreaterThan(2);
  });

  it("of a saved job is for today and stays in its history", async () => {
    await seats();
    const jobId = await created({ through: "run-date" });
    const { data } = await dryRunJobAction({ jobId });
    expect(data).toMatchObject({
      businessOn: "2026-06-15",
      throughOn: "2026-06-15",
      summary: { postedItems: 2 },
    });
    const runs = await withTenant(tenant.scope, (db) => db.select().from(billingJobRun));
    expect(runs).toMatchObject([
      { id: data!.runId, trigger: "dry-run", status: "completed", startedBy: tenant.admin.name },
    ]);
    expect(await withTenant(tenant.scope, (db) => db.select().from(charge))).toEqual([]);
    expect((await billingJobs(tenant.scope, "2026-06-15"))[0]!.lastRun).toBeNull();
  });
});

describe("Run now", () => {
  it("asks for one run for today, in the name of who pressed", async () => {
    const jobId = await created();
    const { data } = await runBillingJobNowAction({ jobId });
    expect(signedIn.sent).toMatchObject([
      {
        name: "billing/job-run.requested",
        data: {
          tenantId: tenant.id,
          jobId,
          businessOn: "2026-06-15",
          trigger: "manual",
          runId: data!.runId,
          requestedBy: tenant.admin.name,
        },
      },
    ]);
  });
});

describe("the sweeper", () => {
  const unswept = async () => {
    const today = "2026-06-15";
    const list = await unsweptProrations(tenant.scope, await billingJobs(tenant.scope, today), today);
    return list.rows.map(({ lineId, amountMinor }) => ({ lineId, amountMinor }));
  };

  it("lists a past proration that no active job takes, and is empty once one does", async () => {
    const { line } = await seats();
    const other = await seats();
    expect(await unswept()).toHaveLength(2);
    await created({ name: "Bills only", action: "generate-and-send" });
    await created({ name: "Of one", scopeBy: "contracts", contractIds: [other.contract.id] });
    expect(await unswept()).toEqual([{ lineId: line.id, amountMinor: "700" }]);
    const jobId = await created();
    expect(await unswept()).toEqual([]);
    await setBillingJobActiveAction({ jobId, version: 1, isActive: false });
    expect(await unswept()).toHaveLength(1);
  });
});
