import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { priceSegment } from "@/db/schema/contract";
import { syncRun } from "@/db/schema/sync-run";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { runNight } from "@/lib/commands/sync-runs/run-night";
import type { StepRunner } from "@/lib/commands/sync-runs/step-runner";
import { jobContextFor, makeTenant } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { syncRunComparison } from "./sync-run-comparison";
import { type SyncRunProgress, syncRunProgress } from "./sync-run-progress";

const PREMIUM = "Microsoft 365 Business Premium";

let job: MainJob;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
});
afterEach(() => job.stop());

/** Runs a night and looks at its progress before each of its steps; the last look is after its end. */
async function watchedNight(on: string) {
  job.tenant.clock.set(`${on}T04:20:00Z`);
  const seen = new Map<string, SyncRunProgress>();
  const look = async () => {
    const runs = await withTenant(job.tenant.scope, (db) => db.select().from(syncRun));
    const run = runs.find(({ businessOn }) => businessOn === on);
    return run ? (await syncRunProgress(job.tenant.scope, run.id))! : null;
  };
  const step: StepRunner = async (id, work) => {
    const progress = await look();
    if (progress) seen.set(id, progress);
    return work();
  };
  const night = await runNight(
    jobContextFor(job.tenant, { itGlue: job.itGlue }),
    { businessOn: on, trigger: "schedule" },
    step,
  );
  return { night, seen, after: (await look())! };
}

describe("the progress of a run", () => {
  it("goes from organizations over assets to lines, with what is done of each, and ends with the run", async () => {
    const { seen, after } = await watchedNight("2026-06-02");
    const typeId = job.rule.assetTypeId;
    expect(seen.get("organizations")).toMatchObject({
      status: "running",
      stage: "organizations",
      types: [{ id: typeId, staged: 0, expected: null, isDone: false }],
      lines: { done: 0, total: 1 },
      requests: { ofRun: 0 },
      secondsLeft: null,
    });
    const read = seen.get("run-cap")!;
    expect(read).toMatchObject({ stage: "assets", requests: { ofRun: 1 } });
    expect(read.types).toEqual([
      {
        id: typeId,
        name: "Microsoft 365",
        staged: expect.any(Number),
        expected: read.types[0]!.staged,
        isDone: true,
      },
    ]);
    expect(read.types[0]!.staged).toBeGreaterThan(40);
    expect(read.requests.lately).toBeGreaterThan(3);
    expect(seen.get("record")).toMatchObject({ stage: "lines", lines: { done: 0, total: 1 } });
    expect(seen.get("finish")).toMatchObject({
      stage: "lines",
      lines: { done: 1, total: 1 },
      secondsLeft: 0,
    });
    expect(after).toMatchObject({ status: "completed", secondsLeft: 0 });
    const [run] = await withTenant(job.tenant.scope, (db) => db.select().from(syncRun));
    expect(run!.summary.progress, "what was noted for those who watch is gone").toBeUndefined();
  });

  it("of a night that is taken up again counts that try alone", async () => {
    await job.control({ action: "fault", kind: "503", match: "/flexible_assets" });
    expect((await job.night("2026-06-02")).status).toBe("failed");
    await job.control({ action: "clear-faults" });
    const { seen, night } = await watchedNight("2026-06-02");
    expect(seen.get("organizations")).toMatchObject({
      status: "running",
      stage: "organizations",
      lines: { done: 0, total: 1 },
    });
    expect(seen.get("record")).toMatchObject({ stage: "lines", lines: { done: 0, total: 1 } });
    expect(seen.get("finish")).toMatchObject({ lines: { done: 1, total: 1 } });
    expect(night.status).toBe("completed");
  });

  it("is nobody else's", async () => {
    const { runId } = await job.night("2026-06-02");
    const stranger = await makeTenant();
    expect(await syncRunProgress(stranger.scope, runId)).toBeNull();
    expect(await syncRunComparison(stranger.scope, runId)).toBeNull();
  });
});

describe("a run compared with the completed one before it", () => {
  const compared = async (runId: string) => (await syncRunComparison(job.tenant.scope, runId))!;

  it("shows lines whose outcome, units or money differ, with both, and none that stand as before", async () => {
    const first = await job.night("2026-06-02");
    expect(await compared(first.runId)).toMatchObject({ before: null, lines: [] });
    const [held] = await job.held();
    await decideHeldChange(job.ctx, {
      heldChangeId: held!.id,
      version: held!.version,
      decision: "approve",
      reason: "Seen",
    });
    const second = await job.night("2026-06-03");
    expect(await compared(second.runId)).toMatchObject({
      before: { id: first.runId, businessOn: "2026-06-02" },
      lines: [
        {
          lineId: job.line.id,
          before: { state: "held", units: "10", perPeriod: "100.00" },
          after: { state: "counted", units: "10", perPeriod: "100.00" },
        },
      ],
      isCutOff: false,
    });
    const quiet = await job.night("2026-06-04");
    expect((await compared(quiet.runId)).lines).toEqual([]);

    await job.setSeats(PREMIUM, 7);
    const grown = await job.night("2026-06-05");
    expect((await compared(grown.runId)).lines).toMatchObject([
      { before: { units: "10", perPeriod: "100.00" }, after: { units: "11", perPeriod: "110.00" } },
    ]);
    // Units and outcome as before: the price alone is another one from the 6th.
    await withTenant(job.tenant.scope, (db) =>
      db.insert(priceSegment).values({
        tenantId: job.tenant.id,
        lineId: job.line.id,
        effectiveOn: "2026-06-06",
        unitPrice: "12.00",
        recordedAt: "2026-06-05T12:00:00Z",
        recordedBy: "Ada",
      }),
    );
    const dearer = await job.night("2026-06-06");
    expect((await compared(dearer.runId)).lines).toMatchObject([
      { before: { units: "11", perPeriod: "110.00" }, after: { units: "11", perPeriod: "132.00" } },
    ]);
    expect((await compared((await job.night("2026-06-07")).runId)).lines).toEqual([]);

    // A failed run is compared, and never compared with.
    await job.control({ action: "fault", kind: "503", match: "/flexible_assets" });
    const failed = await job.night("2026-06-08");
    expect(await compared(failed.runId)).toMatchObject({
      run: { status: "failed" },
      lines: [{ before: { state: "counted" }, after: { state: "unreachable", units: "11" } }],
    });
    await job.control({ action: "clear-faults" });
    expect((await compared((await job.night("2026-06-09")).runId)).lines).toEqual([]);
  });
});
