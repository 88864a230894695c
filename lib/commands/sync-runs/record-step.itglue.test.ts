import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { heldChange, reading, unitSegment } from "@/db/schema/counting";
import { syncRunLine } from "@/db/schema/sync-run";
import { jobContextFor, makeContract, makeLine } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import type { CommandContext } from "../context";
import { decideHeldChange } from "../held-changes/decide-held-change";
import { openTenantGateway } from "../it-glue-settings/tenant-gateway";
import { mirrorAssetType } from "../mirror/mirror-asset-type";
import { beginRun } from "./begin-run";
import { passIdentity } from "./pass-identity";
import type { PassOutcome } from "./pass-outcome";
import { recordAll } from "./record-step";
import { runInline, type StepRunner } from "./step-runner";

/** A step that has used up its time begins no further lines: the next one goes on behind the last that was begun. */

/** A step without any time records one set, which is always begun. */
const TWO_A_STEP = { linesAtOnce: 2, setsAtOnce: 3, stepForMs: 0 };
const ALL_AT_ONCE = { linesAtOnce: 2, setsAtOnce: 3, stepForMs: 60_000 };
const WHOLE = { counts: { changed: 3, unchanged: 4, held: 0, "not-counted": 0 }, failed: null };

let job: MainJob;
let ctx: CommandContext;
let pass: PassOutcome;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
  // Three lines of an account whose seats rise from 10 to 11, and four of one that has no assets.
  const empty = await makeContract(job.tenant);
  const terms = { billBy: "flexible-assets", countRule: job.rule } as const;
  for (const contractId of [job.contract.id, job.contract.id, ...Array(4).fill(empty.id)])
    await makeLine(job.tenant, { contractId, terms });
  await job.night("2026-06-02");
  for (const { id, version } of await inTenant((db) => db.select().from(heldChange)))
    await decideHeldChange(job.ctx, { heldChangeId: id, version, decision: "approve", reason: "Seen" });
  await job.setSeats("Microsoft 365 Business Premium", 7);

  job.tenant.clock.set("2026-06-03T04:20:00Z");
  ctx = jobContextFor(job.tenant, { itGlue: job.itGlue });
  const { runId } = await beginRun(ctx, { businessOn: "2026-06-03", trigger: "schedule" });
  await mirrorAssetType(ctx, job.rule.assetTypeId, { open: () => openTenantGateway(ctx), runId });
  pass = {
    runId,
    businessOn: "2026-06-03",
    identity: await inTenant((db) => passIdentity(db, ctx)),
    organizations: { ok: true },
    types: { ok: true },
    assets: { [job.rule.assetTypeId]: { ok: true } },
  };
});
afterEach(() => job.stop());

const inTenant = <T>(work: Parameters<typeof withTenant<T>>[1]) => withTenant(job.tenant.scope, work);

/** What the run has written, by kind. */
const written = () =>
  inTenant(async (db) => {
    const readings = await db.select().from(reading).where(eq(reading.runId, pass.runId));
    const lines = await db.select().from(syncRunLine).where(eq(syncRunLine.runId, pass.runId));
    const segments = await db.select().from(unitSegment).where(eq(unitSegment.source, "nightly"));
    return {
      readings: readings.length,
      linesRead: new Set(readings.map(({ lineId }) => lineId)).size,
      linesRecorded: lines.length,
      segments: segments.map(({ units }) => units),
    };
  });
const ONCE = { readings: 7, linesRead: 7, linesRecorded: 7, segments: ["11", "11", "11"] };

describe("a recording whose steps end early", () => {
  it("records every line once, in as many steps as it takes, across accounts", async () => {
    const steps: string[] = [];
    const step: StepRunner = (id, work) => {
      steps.push(id);
      return work();
    };
    expect(await recordAll(ctx, pass, step, TWO_A_STEP)).toEqual(WHOLE);
    expect(steps).toEqual(["run-cap", "record", "record-2", "record-3", "record-4"]);
    expect(await written()).toEqual(ONCE);
  });

  it("writes nothing twice where the result of each step is lost once, and tells the same", async () => {
    const lostOnce: StepRunner = async (_id, work) => {
      const lost = await work();
      const kept = await work();
      expect(kept).toEqual(lost);
      return kept;
    };
    expect(await recordAll(ctx, pass, lostOnce, TWO_A_STEP)).toEqual(WHOLE);
    expect(await written()).toEqual(ONCE);
  });

  it("counts each line once where the step that is repeated gets further than the one that was lost", async () => {
    await expect(recordAll(ctx, pass, diesAfter("record-2"), TWO_A_STEP)).rejects.toThrow("died");
    expect(await written()).toMatchObject({ readings: 4, linesRecorded: 4 });
    expect(await recordAll(ctx, pass, runInline, ALL_AT_ONCE)).toEqual(WHOLE);
    expect(await written()).toEqual(ONCE);
  });
});

/** A process that dies once a step has done its work. */
function diesAfter(last: string): StepRunner {
  return async (id, work) => {
    const result = await work();
    if (id === last) throw new Error("died");
    return result;
  };
}
