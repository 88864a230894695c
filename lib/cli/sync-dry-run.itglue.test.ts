import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { holdDataFolder } from "@/db/data-folder/hold";
import { contract } from "@/db/schema/contract";
import { mailMessage } from "@/db/schema/mail";
import { emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { everyValue } from "@/lib/testing/search-for-secrets";
import { startTestDatabase } from "@/lib/testing/test-database";
import { answerOperator } from "./operator-door";
import { syncTenants } from "./sync-tenants";

const PREMIUM = "Microsoft 365 Business Premium";

let client: PGlite;
let job: MainJob;
beforeAll(async () => {
  client = await startTestDatabase();
});
/** A simulation on the evening of 2 June: its line was counted at 10 units and the count was approved. */
beforeEach(async () => {
  job = await startMainJob({ isSimulation: true, simulatedAt: "2026-06-02T23:00:00Z" });
  vi.stubEnv("FLEXBILL_DEMO", "1");
  vi.stubEnv("ITGLUE_BASE_URL", job.emulator.url);
  await job.night("2026-06-02");
  const [held] = await job.held();
  await decideHeldChange(job.ctx, {
    heldChangeId: held!.id,
    version: held!.version,
    decision: "approve",
    reason: "Seen",
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await job.stop();
});
afterAll(() => vi.restoreAllMocks());

/** The requests were made, so their tally moves: that alone. */
const TALLIES = /^public\.it_glue_request_(budget|tally)\./;

async function everything(): Promise<string[]> {
  const values = await everyValue(client);
  return values.flatMap(({ where, text }) => (TALLIES.test(where) ? [] : `${where}: ${text}`)).sort();
}

const dryRun = (businessOn?: string) =>
  syncTenants({ tenant: job.tenant.slug, dryRun: true, ...(businessOn && { businessOn }) });

describe("npm run sync -- --dry-run", () => {
  it("counts for real, tells units, money and why to the cent as the run then does, and writes nothing", async () => {
    await job.setSeats(PREMIUM, 7);
    const before = await everything();
    const requestsBefore = (await emulatorRequests(job.emulator.url)).length;
    const [rehearsed] = await dryRun();
    expect(await everything()).toEqual(before);
    const calls = (await emulatorRequests(job.emulator.url)).slice(requestsBefore);
    expect(calls.length).toBeGreaterThan(3);
    expect(calls.every(({ method }) => method === "GET")).toBe(true);
    expect(rehearsed).toMatchObject({
      tenant: job.tenant.slug,
      businessOn: "2026-06-02",
      status: "completed",
      summary: { lines: 1, changed: 1 },
      dryRun: [
        {
          name: expect.stringMatching(/^RK Fabrics: /),
          outcome: "changed",
          from: "10",
          to: "11",
          currency: "USD",
          // 1 × 10.00 × 29 of 30 days.
          ...{ perPeriod: "10.00", dueNow: "9.67" },
          why: [expect.stringContaining("6 → 7")],
        },
      ],
    });

    const { dryRun: _lines, ...would } = rehearsed!;
    expect(await syncTenants({ tenant: job.tenant.slug })).toEqual([would]);
    const due = (await job.items()).filter(({ effectiveOn }) => effectiveOn === "2026-06-02");
    expect(due.map(({ amountMinor }) => amountMinor)).toEqual([967n]);
  });

  it("tells of a later date of a simulation, whose clock stays, and of what is held", async () => {
    await job.setSeats(PREMIUM, 600);
    const before = await everything();
    expect(await dryRun("2026-06-10")).toMatchObject([
      {
        businessOn: "2026-06-10",
        status: "completed",
        summary: { held: 1 },
        dryRun: [{ outcome: "held", from: "10", to: "604", perPeriod: "5940.00", dueNow: "0.00" }],
      },
    ]);
    expect(await everything()).toEqual(before);
  });

  it("tells of what could not be read, as the run would, and writes nothing of that either", async () => {
    await job.control({ action: "fault", kind: "503", match: "/flexible_assets" });
    const before = await everything();
    expect(await dryRun()).toMatchObject([
      {
        status: "failed",
        summary: { notCounted: 1, error: { code: expect.stringMatching(/^it-glue-/) } },
        dryRun: [{ outcome: "not-counted", state: "unreachable", from: "10", to: null }],
      },
    ]);
    expect(await everything()).toEqual(before);
  });

  it("is done by the running app for whoever holds its secret", async () => {
    const folder = await mkdtemp(join(tmpdir(), "flexbill-dry-run-"));
    vi.stubEnv("FLEXBILL_DATA_DIR", folder);
    vi.stubEnv("DATABASE_URL", "");
    vi.stubEnv("PORT", "3000");
    const hold = await holdDataFolder(folder);
    try {
      await job.setSeats(PREMIUM, 7);
      const before = await everything();
      const answer = await answerOperator(
        new Request("http://127.0.0.1/api/operator", {
          method: "POST",
          headers: { host: "127.0.0.1:3000", authorization: `Bearer ${hold.holder.secret}` },
          body: JSON.stringify({ verb: "sync", choice: { tenant: job.tenant.slug, dryRun: true } }),
        }),
      );
      expect(await answer.json()).toMatchObject({ synced: [{ dryRun: [{ from: "10", to: "11" }] }] });
      expect(await everything()).toEqual(before);
    } finally {
      await hold.release();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("npm run sync", () => {
  it("tells those who are told of changed units, once", async () => {
    await withTenant(job.tenant.scope, (db) =>
      db
        .update(contract)
        .set({ isNotificationEnabled: true, notificationEmails: ["ada@example.com"] })
        .where(eq(contract.id, job.contract.id)),
    );
    await job.setSeats(PREMIUM, 7);
    const mails = () => withTenant(job.tenant.scope, (db) => db.select().from(mailMessage));
    await dryRun();
    expect(await mails()).toEqual([]);
    await syncTenants({ tenant: job.tenant.slug });
    const told = await mails();
    expect(told.filter(({ textBody }) => textBody.includes("10 → 11"))).toHaveLength(1);
    await syncTenants({ tenant: job.tenant.slug });
    expect(await mails()).toHaveLength(told.length);
  });
});
