import assert from "node:assert/strict";
import { and, eq, inArray } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem, charge } from "@/db/schema/billing";
import { heldChange, reading, unitSegment } from "@/db/schema/counting";
import { mailMessage } from "@/db/schema/mail";
import { syncRun, syncRunLine } from "@/db/schema/sync-run";
import { checkConservation } from "@/lib/commands/conservation/check-conservation";
import { contextFor } from "@/lib/testing/factories";
import { type Company, linesOf } from "./companies";
import type { RegisteredFunction } from "./inngest-server";

const NIGHT = "2026-06-10";
/** One unit more at 10.00 for 21 of 30 days. */
const PRORATION = 700n;

/** What the engine starts by itself, and what it keeps apart, holds back, prefers and calls off, as it has understood it. */
export function checkRegistration(functions: readonly RegisteredFunction[]): void {
  const configOf = (id: string) => functions.find((one) => one.id === `flexbill-${id}`)!.config;
  for (const [id, cron] of [
    ["tick", "*/15 * * * *"],
    ["retry-mail", "*/15 * * * *"],
    ["start-billing-jobs", "*/15 * * * *"],
    ["hourly-organizations", "*/30 * * * *"],
  ] as const)
    assert.deepEqual(configOf(id).triggers, [{ cron }]);
  const { concurrency, throttle, priority, cancel } = configOf("sync-tenant") as NightConfig;
  assert.deepEqual(
    concurrency.map(({ key, limit, scope }) => ({ key, limit, scope })),
    [{ key: "event.data.tenantId", limit: 1, scope: "Env" }],
  );
  const { key, limit, period } = throttle;
  assert.deepEqual({ key, limit, period }, { key: "event.data.itGlueAccount", limit: 4, period: "1m" });
  assert.deepEqual(priority, { run: "event.data.headStartSeconds" });
  assert.deepEqual(cancel, [
    { event: "it-glue/turned-off", if: "event.data.tenantId == async.data.tenantId" },
  ]);
}

type NightConfig = {
  concurrency: { key: string; limit: number; scope: string }[];
  throttle: { key: string; limit: number; period: string };
  priority: unknown;
  cancel: unknown;
};

/** What a company's night of 10 June must have left behind, however often the app died in it. */
export async function checkNight(company: Company): Promise<void> {
  const { tenant, seats, seatLineIds, heldLineId, steadyLineId, unmappedLineId } = company;
  const rows = await rowsOf(company);
  const nights = rows.runs.filter(({ businessOn }) => businessOn === NIGHT);
  assert.deepEqual(
    nights.map(({ trigger, status, summary }) => ({ trigger, status, summary })),
    [
      {
        trigger: "schedule",
        status: "completed",
        summary: { lines: 43, changed: 40, unchanged: 1, held: 1, notCounted: 1 },
      },
    ],
  );
  const runId = nights[0]!.id;

  for (const lineId of linesOf(company)) {
    const readings = rows.readings.filter((one) => one.lineId === lineId && one.runId === runId);
    assert.equal(readings.length, 1, `readings of line ${lineId}`);
  }
  const unitsOf = (lineId: string) =>
    rows.segments
      .filter((one) => one.lineId === lineId && one.effectiveOn === NIGHT)
      .map(({ units }) => units);
  const itemsOf = (lineId: string) =>
    rows.items
      .filter((one) => one.lineId === lineId && one.kind === "proration")
      .map(({ amountMinor }) => amountMinor);
  for (const lineId of seatLineIds) {
    assert.deepEqual(unitsOf(lineId), [String(seats + 1)]);
    assert.deepEqual(itemsOf(lineId), [PRORATION]);
  }
  for (const lineId of [heldLineId, steadyLineId, unmappedLineId]) {
    assert.deepEqual(unitsOf(lineId), []);
    assert.deepEqual(itemsOf(lineId), []);
  }
  const july = rows.items.filter((one) => one.lineId === seatLineIds[0] && one.effectiveOn === "2026-07-01");
  assert.deepEqual(
    july.map(({ amountMinor }) => amountMinor),
    [BigInt(seats + 1) * 1000n],
  );
  const posted = rows.charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  assert.equal(posted, (BigInt(seats) * 40n + 1n + 1n + 5n) * 1000n, "what was posted before");
  assert.deepEqual(
    rows.held
      .filter(({ status }) => status === "open")
      .map(({ lineId, proposedUnits }) => [lineId, proposedUnits]),
    [[heldLineId, "0"]],
  );

  const counted = rows.audit.filter(({ action }) => action === "contract-line.units-counted");
  assert.deepEqual(counted.map(({ subjectId }) => subjectId).sort(), [...seatLineIds].sort());
  const digests = rows.mails.filter(({ dedupeKey }) => dedupeKey.startsWith(runId));
  assert.deepEqual(
    digests.map(({ subjectId, status }) => [subjectId, status]),
    [[company.contractId, "queued"]],
  );
  const { differences } = await checkConservation(contextFor(tenant), { trigger: "on-demand" });
  assert.equal(differences, 0, "differences found by the independent check");
}

/** Two more nights changed nothing: completed, one for each date, and no unit or item beside those of the first. */
export async function checkAfterMoves(company: Company): Promise<void> {
  const rows = await rowsOf(company);
  assert.deepEqual(rows.runs.map(({ businessOn, status }) => `${businessOn} ${status}`).sort(), [
    "2026-06-02 completed",
    ...["03", "04", "05", "06", "07", "08", "09"].map((day) => `2026-06-${day} missed`),
    ...["10", "11", "12"].map((day) => `2026-06-${day} completed`),
  ]);
  assert.deepEqual(
    rows.segments.filter(({ effectiveOn }) => effectiveOn > NIGHT),
    [],
  );
  assert.equal(rows.items.filter(({ kind }) => kind === "proration").length, company.seatLineIds.length);
}

/** How many lines the night of 10 June has recorded so far. */
export async function recordedLines({ tenant }: Company): Promise<number> {
  const rows = await withTenant(tenant.scope, (db) =>
    db
      .select({ lineId: syncRunLine.lineId })
      .from(syncRunLine)
      .innerJoin(syncRun, and(eq(syncRun.tenantId, syncRunLine.tenantId), eq(syncRun.id, syncRunLine.runId)))
      .where(eq(syncRun.businessOn, NIGHT)),
  );
  return rows.length;
}

/** Runs that were asked for beside the nights: how many are completed, and lines recorded by any. */
export async function runsOnDemand({ tenant }: Company): Promise<{ completed: number; recorded: number }> {
  return withTenant(tenant.scope, async (db) => {
    const runs = await db.select().from(syncRun).where(eq(syncRun.trigger, "on-demand"));
    const ids = runs.map(({ id }) => id);
    const lines =
      ids.length === 0 ? [] : await db.select().from(syncRunLine).where(inArray(syncRunLine.runId, ids));
    return { completed: runs.filter(({ status }) => status === "completed").length, recorded: lines.length };
  });
}

async function rowsOf({ tenant }: Company) {
  return withTenant(tenant.scope, async (db) => ({
    runs: await db.select().from(syncRun),
    readings: await db.select().from(reading),
    segments: await db.select().from(unitSegment),
    items: await db.select().from(billingItem),
    charges: await db.select().from(charge),
    held: await db.select().from(heldChange),
    mails: await db.select().from(mailMessage),
    audit: await db.select().from(auditEvent),
  }));
}
