import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { contractLine } from "@/db/schema/contract";
import { syncRun } from "@/db/schema/sync-run";
import { appendUnitSegment } from "@/lib/commands/contract-lines/append-segment";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { setOverride } from "@/lib/commands/unit-overrides/set-override";
import { withdrawOverride } from "@/lib/commands/unit-overrides/withdraw-override";
import { makeTenant } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { linePage } from "./line-page";
import { todayOverview } from "./today";

const PREMIUM = "Microsoft 365 Business Premium";

let job: MainJob;
let overrideId: string;
beforeAll(async () => void (await startTestDatabase()));
/** 10 counted on 2 June, and again by night on the 3rd; 15 are billed by hand from the 4th through the 6th. */
beforeEach(async () => {
  job = await startMainJob();
  await job.night("2026-06-02");
  const [held] = await job.held();
  await decideHeldChange(job.ctx, {
    heldChangeId: held!.id,
    version: held!.version,
    decision: "approve",
    reason: "Seen",
  });
  await job.night("2026-06-03");
  const set = await setOverride(job.ctx, {
    lineId: job.line.id,
    version: await versionOfLine(),
    fromOn: "2026-06-04",
    throughOn: "2026-06-06",
    units: "15",
    reason: "Migration week",
  });
  overrideId = set.overrideId;
});
afterEach(() => job.stop());

const versionOfLine = () =>
  withTenant(job.tenant.scope, async (db) => {
    const [line] = await db.select().from(contractLine).where(eq(contractLine.id, job.line.id));
    return line!.version;
  });

/** What the line's page and Today say of the override on a date. */
async function flagged(on: string) {
  const page = await linePage(job.tenant.scope, { contractId: job.contract.id, lineId: job.line.id, on });
  const { attention } = await todayOverview(job.tenant.scope, job.ctx.now());
  return {
    line: page!.endedOverride,
    today: attention.map(({ state, sinceOn, endedOverride }) => ({ state, sinceOn, endedOverride })),
  };
}
const NOT_FLAGGED = { line: null, today: [] };
const failing = async (on: string) => {
  await job.control({ action: "fault", kind: "503" });
  const run = await job.night(on);
  await job.control({ action: "clear-faults" });
  return run;
};

describe("an override that ended, and that night failed", () => {
  it("is flagged on the line and on Today with the count that is billed since, until a night counts", async () => {
    await job.night("2026-06-04");
    await failing("2026-06-07");
    const ended = {
      overrideId,
      throughOn: "2026-06-06",
      setUnits: "15",
      units: "10",
      countedOn: "2026-06-04",
    };
    const { line, today } = await flagged("2026-06-07");
    expect(line).toMatchObject(ended);
    expect(today).toMatchObject([{ state: "unreachable", sinceOn: "2026-06-07", endedOverride: ended }]);

    await job.setSeats(PREMIUM, 7);
    expect(await job.night("2026-06-07")).toMatchObject({ status: "completed" });
    expect(await flagged("2026-06-07")).toEqual(NOT_FLAGGED);
  });

  it("is flagged where no run looked at the line at all, since the day after", async () => {
    job.tenant.clock.set("2026-06-08T04:05:00Z");
    await withTenant(job.tenant.scope, (db) =>
      db.insert(syncRun).values({
        tenantId: job.tenant.id,
        businessOn: "2026-06-07",
        trigger: "schedule",
        status: "missed",
        startedAt: "2026-06-08T04:00:00Z",
        summary: {},
      }),
    );
    const { line, today } = await flagged("2026-06-08");
    expect(line).toMatchObject({ throughOn: "2026-06-06", countedOn: "2026-06-03" });
    expect(today).toMatchObject([
      { state: "missed", sinceOn: "2026-06-07", endedOverride: { setUnits: "15", units: "10" } },
    ]);
  });

  it("is not flagged while it lasts, nor when its last night failed but the next one counted", async () => {
    await failing("2026-06-06");
    expect((await flagged("2026-06-06")).line).toBeNull();
    await job.night("2026-06-07");
    expect(await flagged("2026-06-07")).toEqual(NOT_FLAGGED);
  });

  it("is not flagged before anything has failed, nor once a person said what counts", async () => {
    job.tenant.clock.set("2026-06-07T04:05:00Z");
    expect(await flagged("2026-06-07")).toEqual(NOT_FLAGGED);

    await failing("2026-06-07");
    expect((await flagged("2026-06-07")).line).not.toBeNull();
    await withTenant(job.tenant.scope, (db) =>
      appendUnitSegment(db, job.ctx, {
        lineId: job.line.id,
        effectiveOn: "2026-06-07",
        units: "12",
        source: "typed",
        readingId: null,
      }),
    );
    expect((await flagged("2026-06-07")).line).toBeNull();
  });

  it("is not flagged once it is withdrawn, nor to another company", async () => {
    await failing("2026-06-07");
    const stranger = await makeTenant();
    expect((await todayOverview(stranger.scope, job.ctx.now())).attention).toEqual([]);
    await withdrawOverride(job.ctx, { overrideId, lineId: job.line.id, version: await versionOfLine() });
    expect((await flagged("2026-06-07")).line).toBeNull();
  });
});
