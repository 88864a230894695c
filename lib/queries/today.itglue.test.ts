import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { postItems } from "@/lib/commands/billing/post-items";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { todayOverview } from "./today";

let job: MainJob;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
  await withTenant(job.tenant.scope, (db) => reprojectLine(db, job.ctx, job.line.id));
  await job.night("2026-06-02");
});
afterEach(() => job.stop());

const today = () => todayOverview(job.tenant.scope, job.ctx.now());

async function approveFirst() {
  const [held] = await job.held();
  await decideHeldChange(job.ctx, {
    heldChangeId: held!.id,
    version: held!.version,
    decision: "approve",
    reason: "Seen",
  });
}

describe("today", () => {
  it("shows a held line with its proposal, and it goes once decided", async () => {
    expect((await today()).attention).toMatchObject([
      {
        lineId: job.line.id,
        state: "held",
        sinceOn: "2026-06-02",
        billedUnits: "10",
        proposedUnits: "10",
        accountName: "RK Fabrics",
      },
    ]);
    await approveFirst();
    expect(await today()).toMatchObject({ attention: [], attentionCount: 0 });
  });

  it("names since when a line is unmapped, and its kept units", async () => {
    await approveFirst();
    await job.night("2026-06-03");
    await job.unlink();
    await job.night("2026-06-04");
    await job.night("2026-06-05");
    expect((await today()).attention).toMatchObject([
      {
        state: "unmapped",
        sinceOn: "2026-06-04",
        billedUnits: "10",
        proposedUnits: null,
        reason: "No IT Glue organization is linked to the account",
      },
    ]);
  });

  it("sums up what changed since the last invoices, and what is due in review", async () => {
    await approveFirst();
    const [june] = await job.items();
    await postItems(job.ctx, { items: [{ id: june!.id, contentHash: june!.contentHash }] });
    await job.setSeats("Microsoft 365 Business Premium", 7);
    await job.night("2026-06-10");
    expect(await today()).toMatchObject({
      businessOn: "2026-06-10",
      nextNightAt: "2026-06-11T04:15:00Z",
      lastRun: { businessOn: "2026-06-10", status: "completed", changed: 1, held: 0, notCounted: 0 },
      changes: [
        { previousUnits: "10", units: "11", effectiveOn: "2026-06-10", amount: "7.00", currency: "USD" },
      ],
      changeTotals: [{ currency: "USD", amount: "7.00", items: 1 }],
      inReview: [{ currency: "USD", amount: "7.00", items: 1 }],
    });
  });

  it("ticks off the set-up steps that are done", async () => {
    expect((await today()).setUp).toEqual([
      { step: "it-glue-settings", isDone: true },
      { step: "connect", isDone: false },
      { step: "organizations", isDone: true },
      { step: "service", isDone: true },
      { step: "contract", isDone: true },
    ]);
  });
});
