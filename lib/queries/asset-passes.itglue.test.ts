import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeTenant } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { assetPassesOfRun, lastAssetPasses } from "./asset-passes";

let job: MainJob;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
});
afterEach(() => job.stop());

const shown = ({
  assetTypeName,
  kind,
  reason,
  status,
  changed,
  missing,
}: Awaited<ReturnType<typeof assetPassesOfRun>>[0]) => ({
  assetTypeName,
  kind,
  reason,
  status,
  changed,
  missing,
});

describe("passes", () => {
  it("of a run say what was read and what it cost", async () => {
    const { runId } = await job.night("2026-06-02");
    const [pass, ...others] = await assetPassesOfRun(job.tenant.scope, runId);
    expect(others).toEqual([]);
    expect(pass).toMatchObject({
      assetTypeId: job.rule.assetTypeId,
      assetTypeName: "Microsoft 365",
      kind: "full",
      reason: "first",
      status: "finished",
      startedAt: "2026-06-02T04:20:00.000Z",
      pages: 1,
      requests: 1,
    });
    expect(pass!.assets).toBe(pass!.changed);
    expect(pass!.assets).toBeGreaterThan(40);
  });

  it("of each type: the last one, and what the mirror holds, whatever came of it", async () => {
    expect(await lastAssetPasses(job.tenant.scope)).toEqual([]);
    await job.night("2026-06-02");
    await job.control({ action: "fault", kind: "503", match: "/flexible_assets" });
    const failed = await job.night("2026-06-03");
    const [row, ...others] = await lastAssetPasses(job.tenant.scope);
    expect(others).toEqual([]);
    expect(shown(row!.last)).toEqual({
      assetTypeName: "Microsoft 365",
      kind: "full",
      reason: "it-glue-unavailable",
      status: "abandoned",
      changed: 0,
      missing: 0,
    });
    expect(row!.mirror).toMatchObject({
      lastPassAt: "2026-06-02T04:20:00.000Z",
      lastFullPassAt: "2026-06-02T04:20:00.000Z",
    });
    expect((await assetPassesOfRun(job.tenant.scope, failed.runId)).map(shown)).toEqual([shown(row!.last)]);
  });

  it("are nobody else's", async () => {
    const { runId } = await job.night("2026-06-02");
    const stranger = await makeTenant();
    expect(await assetPassesOfRun(stranger.scope, runId)).toEqual([]);
    expect(await lastAssetPasses(stranger.scope)).toEqual([]);
  });
});
