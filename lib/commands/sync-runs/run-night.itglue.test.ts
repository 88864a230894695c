import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { lineFigures } from "@/lib/queries/line-figures";
import { jobContextFor } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { postItems } from "../billing/post-items";
import { reprojectLine } from "../billing/reproject-line";
import { runNight } from "./run-night";

const PREMIUM = "Microsoft 365 Business Premium";
const STANDARD = "Microsoft 365 Business Standard";

let job: MainJob;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
  await withTenant(job.tenant.scope, (db) => reprojectLine(db, job.ctx, job.line.id));
});
afterEach(() => job.stop());

/** Units, segments and money: what a failure must leave as it was. */
async function unitsAndMoney() {
  const items = await job.items();
  return {
    segments: (await job.segments()).map(({ effectiveOn, units }) => ({ effectiveOn, units })),
    items: items.map(({ kind, effectiveOn, amountMinor }) => ({ kind, effectiveOn, amountMinor })),
    charges: (await job.charges()).map(({ kind, effectiveOn, amountMinor }) => ({
      kind,
      effectiveOn,
      amountMinor,
    })),
  };
}

/** The first night of a line whose units were typed is held, because nobody has seen its count: it is approved here. */
async function firstNight() {
  const run = await job.night("2026-06-02");
  const [held] = await job.held();
  expect(held).toMatchObject({ status: "open", proposedUnits: "10", firstSeenOn: "2026-06-02" });
  await decideHeldChange(job.ctx, {
    heldChangeId: held!.id,
    version: held!.version,
    decision: "approve",
    reason: "Seen",
  });
  return run;
}

async function postFirst(effectiveOn: string) {
  const item = (await job.items()).find((found) => found.effectiveOn === effectiveOn)!;
  await postItems(job.ctx, { items: [{ id: item.id, contentHash: item.contentHash }] });
}

describe("the main job over a month", () => {
  it("prorates +1 from 10 June as 7.00 and back to 10 from 20 June as -3.67, and July bills 10", async () => {
    await firstNight();
    await postFirst("2026-06-01");
    expect((await job.charges()).map((charge) => charge.amountMinor)).toEqual([10_000n]);

    await job.setSeats(PREMIUM, 7);
    const up = await job.night("2026-06-10");
    expect(await job.outcome(up.runId)).toMatchObject({
      state: "counted",
      outcome: "changed",
      previousUnits: "10",
      units: "11",
    });
    await job.setSeats(PREMIUM, 6);
    await job.night("2026-06-20");

    const items = await job.items();
    expect(
      items.map(({ kind, effectiveOn, units, previousUnits, days, periodDays, amountMinor }) => ({
        kind,
        effectiveOn,
        units,
        previousUnits,
        days,
        periodDays,
        amountMinor,
      })),
    ).toEqual([
      {
        kind: "proration",
        effectiveOn: "2026-06-10",
        units: "11",
        previousUnits: "10",
        days: 21,
        periodDays: 30,
        amountMinor: 700n,
      },
      {
        kind: "proration",
        effectiveOn: "2026-06-20",
        units: "10",
        previousUnits: "11",
        days: 11,
        periodDays: 30,
        amountMinor: -367n,
      },
      {
        kind: "regular",
        effectiveOn: "2026-07-01",
        units: "10",
        previousUnits: null,
        days: 31,
        periodDays: 31,
        amountMinor: 10_000n,
      },
      {
        kind: "regular",
        effectiveOn: "2026-08-01",
        units: "10",
        previousUnits: null,
        days: 31,
        periodDays: 31,
        amountMinor: 10_000n,
      },
      {
        kind: "regular",
        effectiveOn: "2026-09-01",
        units: "10",
        previousUnits: null,
        days: 30,
        periodDays: 30,
        amountMinor: 10_000n,
      },
    ]);
    expect(items[0]!.readingId).not.toBeNull();
  });

  it("writes nothing new when the same night runs twice", async () => {
    await firstNight();
    await job.setSeats(PREMIUM, 7);
    const first = await job.night("2026-06-10");
    const before = await unitsAndMoney();
    const readings = (await job.readings()).length;

    const second = await job.night("2026-06-10");
    expect(second).toMatchObject({ runId: first.runId, status: "already-completed" });
    expect((await job.readings()).length).toBe(readings);
    const onDemand = await job.night("2026-06-10", "on-demand");
    expect(onDemand).toMatchObject({ status: "completed", summary: { changed: 0, unchanged: 1 } });
    expect(await unitsAndMoney()).toEqual(before);
  });
});

it("a process of the same date that fails after another has completed it changes nothing of it", async () => {
  await firstNight();
  await job.setSeats(PREMIUM, 7);
  const night = { businessOn: "2026-06-10", trigger: "schedule" } as const;
  job.tenant.clock.set("2026-06-10T04:20:00Z");
  const ctx = jobContextFor(job.tenant, { itGlue: job.itGlue });
  let completed: Awaited<ReturnType<typeof runNight>> | undefined;
  await job.control({ action: "fault", kind: "503" });
  const failing = await runNight(ctx, night, async (id, work) => {
    const done = await work();
    if (id !== "organizations") return done;
    await job.control({ action: "clear-faults" });
    completed = await runNight(ctx, night);
    return done;
  });

  expect(completed).toMatchObject({ status: "completed", summary: { changed: 1 } });
  expect(failing.status).toBe("already-completed");
  expect(await job.outcome(failing.runId)).toMatchObject({
    outcome: "changed",
    state: "counted",
    units: "11",
  });
  // A tick asks again: nothing is left to be done.
  expect((await runNight(ctx, night)).status).toBe("already-completed");
});

describe("zero is not unknown", () => {
  beforeEach(async () => void (await firstNight()));

  it("keeps units and money when the organization link is removed, and says so", async () => {
    const before = await unitsAndMoney();
    await job.unlink();
    const run = await job.night("2026-06-10");
    expect(await job.outcome(run.runId)).toMatchObject({
      state: "unmapped",
      outcome: "not-counted",
      units: "10",
      reasons: [{ code: "not-linked", message: "No IT Glue organization is linked to the account" }],
    });
    expect(await unitsAndMoney()).toEqual(before);
  });

  it.each([
    ["503", "IT Glue is unavailable (503)"],
    ["500", "IT Glue is unavailable (500)"],
    ["truncated", "IT Glue's answer was cut off or not readable"],
    ["502-html", "IT Glue is unavailable (502)"],
  ] as const)("keeps units and money when IT Glue answers with %s", async (kind, message) => {
    const before = await unitsAndMoney();
    await job.setSeats(PREMIUM, 50);
    await job.control({ action: "fault", kind });
    const run = await job.night("2026-06-10");
    expect(run.status).toBe("failed");
    const outcome = await job.outcome(run.runId);
    expect(outcome).toMatchObject({ state: "unreachable", outcome: "not-counted", units: "10" });
    expect(outcome.reasons[0]!.message).toBe(message);
    expect(await unitsAndMoney()).toEqual(before);
  });

  it("counts on the same date once IT Glue answers again, effective that date", async () => {
    await job.setSeats(PREMIUM, 7);
    await job.control({ action: "fault", kind: "503" });
    const failed = await job.night("2026-06-10");
    await job.control({ action: "clear-faults" });
    const recovered = await job.night("2026-06-10");
    expect(recovered).toMatchObject({ runId: failed.runId, status: "completed", summary: { changed: 1 } });
    expect((await job.segments()).at(-1)).toMatchObject({ effectiveOn: "2026-06-10", units: "11" });
  });

  it("never counts a missed date later: recovery counts its own date, and the gap is written down", async () => {
    await job.setSeats(PREMIUM, 7);
    await job.control({ action: "fault", kind: "503" });
    await job.night("2026-06-10");
    await job.control({ action: "clear-faults" });
    const recovered = await job.night("2026-06-13");
    expect((await job.segments()).at(-1)).toMatchObject({ effectiveOn: "2026-06-13", units: "11" });
    expect(recovered.status).toBe("completed");
  });

  it("changes nothing when the key belongs to another IT Glue account now", async () => {
    const before = await unitsAndMoney();
    const state = job.emulator.state;
    state.accounts
      .find((account) => account.server === "us")!
      .organizations.find((org) => org.primary)!.primary = false;
    const stranger = state.accounts
      .find((account) => account.server === "us")!
      .organizations.find((org) => org.name === "Elm City Bakery")!;
    stranger.primary = true;
    const run = await job.night("2026-06-10");
    expect(await job.outcome(run.runId)).toMatchObject({ state: "unreachable", outcome: "not-counted" });
    expect(await unitsAndMoney()).toEqual(before);
  });

  it("calls a rule broken when its field is gone, and keeps units", async () => {
    const before = await unitsAndMoney();
    await job.control({
      action: "delete-field",
      fieldId: job.rule.billBy.by === "field" ? job.rule.billBy.fieldId : "",
    });
    const run = await job.night("2026-06-10");
    expect(await job.outcome(run.runId)).toMatchObject({ state: "broken-rule", outcome: "not-counted" });
    expect(await unitsAndMoney()).toEqual(before);
  });
});

describe("gates", () => {
  beforeEach(async () => void (await firstNight()));

  const fallToZero = async () => {
    for (const license of [PREMIUM, STANDARD])
      await job.control({ action: "archive-asset", assetId: await job.assetId(license) });
  };

  it("holds a fall to 0 and credits nothing until a person approves it, from the date it was first seen", async () => {
    await postFirst("2026-06-01");
    const before = await unitsAndMoney();
    await fallToZero();
    const run = await job.night("2026-06-10");
    expect(await job.outcome(run.runId)).toMatchObject({ state: "held", outcome: "held", units: "10" });
    expect(await unitsAndMoney()).toEqual(before);
    await job.night("2026-06-11");
    expect(await unitsAndMoney()).toEqual(before);

    const open = (await job.held()).filter((held) => held.status === "open");
    expect(open).toMatchObject([{ proposedUnits: "0", currentUnits: "10", firstSeenOn: "2026-06-10" }]);
    await decideHeldChange(job.ctx, {
      heldChangeId: open[0]!.id,
      version: open[0]!.version,
      decision: "approve",
      reason: "Left us",
    });
    expect((await job.segments()).at(-1)).toMatchObject({
      effectiveOn: "2026-06-10",
      units: "0",
      source: "approved",
    });
    const shown = await withTenant(job.tenant.scope, (db) =>
      lineFigures(db, job.tenant.scope, [{ id: job.line.id, currency: "USD" }], "2026-06-11"),
    );
    expect(shown.get(job.line.id)).toMatchObject({ units: "0", isHeld: false, reading: { state: "empty" } });
    expect((await job.items())[0]).toMatchObject({
      kind: "proration",
      effectiveOn: "2026-06-10",
      amountMinor: -7_000n,
    });
  });

  it("keeps a rejected value silent until the count differs", async () => {
    const standard = await job.assetId(STANDARD);
    await fallToZero();
    await job.night("2026-06-10");
    const open = (await job.held()).find((held) => held.status === "open")!;
    await decideHeldChange(job.ctx, {
      heldChangeId: open.id,
      version: open.version,
      decision: "reject",
      reason: "Archived by mistake",
    });
    await job.night("2026-06-11");
    expect((await job.held()).filter((held) => held.status === "open")).toEqual([]);
    await job.control({ action: "unarchive-asset", assetId: standard });
    await job.setSeats(STANDARD, 1);
    const run = await job.night("2026-06-12");
    expect((await job.outcome(run.runId)).outcome).toBe("changed");
  });

  it("refuses an approval of a value that a later night has replaced", async () => {
    await fallToZero();
    await job.night("2026-06-10");
    const seen = (await job.held()).find((held) => held.status === "open")!;
    await job.night("2026-06-11");
    await expect(
      decideHeldChange(job.ctx, {
        heldChangeId: seen.id,
        version: seen.version,
        decision: "approve",
        reason: "Fine",
      }),
    ).rejects.toMatchObject({ code: "changed-meanwhile" });
  });
});
