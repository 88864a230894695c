import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { asset, organization } from "@/db/schema/mirror";
import { emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import { NORTHWIND, refusalOf } from "@/lib/testing/connected-tenant";
import { jobContextFor } from "@/lib/testing/factories";
import { settingsOf } from "@/lib/testing/it-glue-settings";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { syncOrganizations } from "../organizations/sync-organizations";
import { runNight } from "../sync-runs/run-night";
import type { StepRunner } from "../sync-runs/step-runner";
import { saveItGlueSettings } from "./save-it-glue-settings";

let job: MainJob;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
});
afterEach(() => job.stop());

const turn = (isEnabled: boolean, version: number) =>
  saveItGlueSettings(job.ctx, { ...NORTHWIND, isEnabled, apiKey: "", version });
const kept = () =>
  withTenant(job.tenant.scope, async (db) => ({
    assets: (await db.select().from(asset)).length,
    organizations: (await db.select().from(organization)).length,
  }));

describe("turning the integration off", () => {
  it.each(["asset-types", "record"])(
    "ends a run under way before its step %s: no call, no change",
    async (at) => {
      await job.night("2026-06-02");
      const [before, segments, held] = [await kept(), await job.segments(), await job.held()];
      await job.setSeats("Microsoft 365 Business Premium", 3);
      job.tenant.clock.set("2026-06-03T04:20:00Z");
      const step: StepRunner = async (id, work) => {
        if (id === at) {
          await turn(false, 1);
          await job.control({ action: "clear-requests" });
        }
        return work();
      };
      const ctx = jobContextFor(job.tenant, { itGlue: job.itGlue });
      const run = await runNight(ctx, { businessOn: "2026-06-03", trigger: "schedule" }, step);
      expect(await emulatorRequests(job.emulator.url)).toEqual([]);
      if (at === "asset-types") {
        expect(run).toMatchObject({ status: "failed", summary: { error: { code: "it-glue-disabled" } } });
        expect(await job.segments()).toEqual(segments);
        expect(await job.held()).toEqual(held);
      }
      expect(await kept()).toEqual(before);
    },
  );

  it("keeps all data, and goes on from there when it is on again", async () => {
    await job.night("2026-06-02");
    const before = await kept();
    const key = (await settingsOf(job.tenant))?.sealedApiKey;
    await turn(false, 1);
    await job.control({ action: "clear-requests" });
    expect(await job.night("2026-06-03")).toMatchObject({ status: "failed", summary: { notCounted: 1 } });
    expect((await refusalOf(syncOrganizations(job.ctx))).code).toBe("it-glue-disabled");
    expect(await emulatorRequests(job.emulator.url)).toEqual([]);
    expect(await kept()).toEqual(before);
    await turn(true, 2);
    expect(await settingsOf(job.tenant)).toMatchObject({ sealedApiKey: key, identityChangedAt: null });
    expect(await job.night("2026-06-04")).toMatchObject({ status: "completed" });
  });
});
