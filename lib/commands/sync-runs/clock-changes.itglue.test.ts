import { asc, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { syncRun } from "@/db/schema/sync-run";
import { tenant } from "@/db/schema/tenant";
import { businessDate, nightStart, type TenantServer } from "@/lib/domain/regions";
import { tenantsForTick } from "@/lib/queries/tenants-for-tick";
import { jobContextFor } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { decideHeldChange } from "../held-changes/decide-held-change";
import { runNight } from "./run-night";

const PREMIUM = "Microsoft 365 Business Premium";

let job: MainJob;
beforeAll(async () => void (await startTestDatabase()));
afterEach(() => job.stop());

/** Moves the tenant's clock and does what the tick would: the nights it asks for, `times` over at once. */
async function tickAt(at: Temporal.Instant, times = 1) {
  job.tenant.clock.set(at.toString());
  await withTenant(job.tenant.scope, (db) =>
    db.update(tenant).set({ simulatedAt: at.toString() }).where(eq(tenant.id, job.tenant.id)),
  );
  const due = (await tenantsForTick()).find(({ tenantId }) => tenantId === job.tenant.id)!.due;
  if (!due) return [];
  const ctx = jobContextFor(job.tenant, { itGlue: job.itGlue });
  const runs = Array.from({ length: times }, () =>
    runNight(ctx, { businessOn: due.businessOn, trigger: "schedule" }),
  );
  return (await Promise.all(runs)).map(({ status }) => status);
}

const runs = async () =>
  (
    await withTenant(job.tenant.scope, (db) => db.select().from(syncRun).orderBy(asc(syncRun.businessOn)))
  ).map(({ businessOn, status }) => `${businessOn} ${status}`);

describe.each<[TenantServer, string, string]>([
  ["bms.kaseya.com", "America/New_York", "2026-11-01"],
  ["bmsemea.kaseya.com", "Europe/London", "2027-03-28"],
  ["bmsapac.kaseya.com", "Australia/Sydney", "2026-10-04"],
])("on %s", (server, timeZone, changeOn) => {
  const date = (days: number) => Temporal.PlainDate.from(changeOn).add({ days });
  const begins = (days: number) => nightStart(date(days), timeZone);

  it("a doubled tick and one 30 hours late complete each date once; a passed one is missed, nothing is backdated", async () => {
    const simulatedAt = begins(-1).toString();
    job = await startMainJob({ server, isSimulation: true, simulatedAt, clockAt: simulatedAt });
    expect(await tickAt(begins(-1).subtract({ seconds: 1 }))).toEqual([]);
    expect(await tickAt(begins(-1))).toEqual(["completed"]);
    const [first] = await job.held();
    const seen = {
      heldChangeId: first!.id,
      version: first!.version,
      decision: "approve",
      reason: "Seen",
    } as const;
    await decideHeldChange(job.ctx, seen);
    await job.setSeats(PREMIUM, 7);

    // The night of the change, asked for twice at once, and again in every quarter of the hours that come twice.
    const doubled = await tickAt(begins(0), 2);
    expect(doubled).toContain("completed");
    for (const minutes of [15, 60, 90, 120, 150, 180])
      expect(await tickAt(begins(0).add({ minutes }))).toEqual([]);
    await job.setSeats(PREMIUM, 8);

    // No tick for 30 hours after the next night began: that date has passed by then.
    expect(await tickAt(begins(1).add({ hours: 30 }))).toEqual(["completed"]);
    expect(await runs()).toEqual([
      `${date(-1)} completed`,
      `${date(0)} completed`,
      `${date(1)} missed`,
      `${date(2)} completed`,
    ]);

    const readings = await job.readings();
    expect(new Set(readings.map(({ businessOn }) => businessOn)).size).toBe(3);
    const counted = (await job.segments()).filter(({ source }) => source === "nightly");
    expect(counted.map(({ effectiveOn, units }) => [effectiveOn, units])).toEqual([
      [date(0).toString(), "11"],
      [date(2).toString(), "12"],
    ]);
    for (const { effectiveOn, recordedAt } of counted)
      expect(effectiveOn >= businessDate(Temporal.Instant.from(recordedAt), timeZone).toString()).toBe(true);
  });
});
