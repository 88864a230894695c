import type { PGlite } from "@electric-sql/pglite";
import { asc, eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { billingItem } from "@/db/schema/billing";
import { heldChange, reading, unitSegment } from "@/db/schema/counting";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { DEFAULT_TOLERANCE } from "@/lib/domain/counting/gate";
import { jobContextFor, makeLine } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { reprojectLine } from "../billing/reproject-line";
import { beginRun } from "./begin-run";
import { passIdentity } from "./pass-identity";
import type { PassOutcome } from "./pass-outcome";
import { recordLines } from "./record-lines";

/** Lines are recorded many in one transaction; each is recorded, or not, on its own account. */

const PREMIUM = "Microsoft 365 Business Premium";

let client: PGlite;
let job: MainJob;
/** Five lines that count the same seats: the job's own and four more. */
let lineIds: string[];
beforeAll(async () => {
  client = await startTestDatabase();
});
beforeEach(async () => {
  job = await startMainJob();
  lineIds = [job.line.id];
  for (let number = 1; number <= 4; number += 1) {
    const line = await makeLine(job.tenant, {
      contractId: job.contract.id,
      terms: { billBy: "flexible-assets", countRule: job.rule },
      units: [{ effectiveOn: "2026-06-01", units: "10" }],
    });
    lineIds.push(line.id);
  }
  for (const id of lineIds) await inTenant((db) => reprojectLine(db, job.ctx, id));
  await job.night("2026-06-02");
  for (const { id, version } of await inTenant((db) => db.select().from(heldChange)))
    await decideHeldChange(job.ctx, { heldChangeId: id, version, decision: "approve", reason: "Seen" });
  await job.setSeats(PREMIUM, 7);
});
afterEach(() => job.stop());

const inTenant = <T>(work: Parameters<typeof withTenant<T>>[1]) => withTenant(job.tenant.scope, work);

const countsOf = (lineId: string) =>
  inTenant(async (db) => ({
    units: (
      await db
        .select()
        .from(unitSegment)
        .where(eq(unitSegment.lineId, lineId))
        .orderBy(asc(unitSegment.recordedAt))
    ).at(-1)!.units,
    readings: (await db.select().from(reading).where(eq(reading.lineId, lineId))).length,
    prorations: (await db.select().from(billingItem).where(eq(billingItem.lineId, lineId)))
      .filter(({ kind }) => kind === "proration")
      .map(({ amountMinor }) => amountMinor),
  }));

const COUNTED = { units: "11", readings: 2 };

describe("a line that fails", () => {
  it("keeps its units, and all others are counted", async () => {
    const [failing, ...others] = lineIds as [string, ...string[]];
    await client.exec(`
      CREATE FUNCTION refuse_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.line_id = '${failing}' AND NEW.business_on = '2026-06-03' THEN RAISE EXCEPTION 'not this one'; END IF;
        RETURN NEW; END $$;
      CREATE TRIGGER refuse_line BEFORE INSERT ON reading FOR EACH ROW EXECUTE FUNCTION refuse_line()`);
    const night = await job
      .night("2026-06-03")
      .finally(() => client.exec("DROP TRIGGER refuse_line ON reading; DROP FUNCTION refuse_line()"));
    expect(night).toMatchObject({ status: "failed", summary: { lines: 5, changed: 4, notCounted: 1 } });
    expect(night.summary.error).toMatchObject({ code: "line-failed" });
    expect(night.summary.error!.message).toContain(failing);
    expect(await countsOf(failing)).toMatchObject({ units: "10", readings: 1 });
    for (const lineId of others) expect(await countsOf(lineId)).toMatchObject({ units: "11", readings: 2 });

    expect(await job.night("2026-06-03")).toMatchObject({ status: "completed", summary: { changed: 5 } });
    for (const lineId of lineIds) expect(await countsOf(lineId)).toMatchObject({ units: "11", readings: 2 });
  });

  it("for it cannot be billed is taken back whole: no units, no reading, no item of its own", async () => {
    const [broken, ...others] = lineIds as [string, ...string[]];
    await client.query(
      `INSERT INTO charge (tenant_id, account_id, contract_id, line_id, period_start_on, period_end_on, effective_on, days,
         period_days, amount_minor, currency, explanation, kind, tax_treatment, posted_at, posted_by)
       SELECT tenant_id, account_id, contract_id, line_id, period_start_on, '2026-07-15', effective_on, days, period_days,
         amount_minor, currency, explanation, kind, 'taxable', now(), 'Test' FROM billing_item
        WHERE line_id = $1 AND period_start_on = '2026-06-01'`,
      [broken],
    );
    const items = await inTenant((db) =>
      db.select().from(billingItem).where(eq(billingItem.lineId, broken)).orderBy(asc(billingItem.id)),
    );
    const night = await job.night("2026-06-03");
    expect(night).toMatchObject({ status: "failed", summary: { changed: 4, notCounted: 1 } });
    expect(await countsOf(broken)).toMatchObject({ units: "10", readings: 1 });
    expect(
      await inTenant((db) =>
        db.select().from(billingItem).where(eq(billingItem.lineId, broken)).orderBy(asc(billingItem.id)),
      ),
    ).toEqual(items);
    for (const lineId of others) expect(await countsOf(lineId)).toMatchObject(COUNTED);
  });
});

it("a line that is saved while it is counted is counted again, and it alone", async () => {
  const [saved] = lineIds as [string];
  job.tenant.clock.set("2026-06-03T04:20:00Z");
  const ctx = jobContextFor(job.tenant, { itGlue: job.itGlue });
  const { runId } = await beginRun(ctx, { businessOn: "2026-06-03", trigger: "schedule" });
  const pass: PassOutcome = {
    runId,
    businessOn: "2026-06-03",
    identity: await inTenant((db) => passIdentity(db, ctx)),
    organizations: { ok: true },
    types: { ok: true },
    assets: { [job.rule.assetTypeId]: { ok: true } },
  };
  const asked: string[] = [];
  // Asked between what is known and what is written: the save comes in between.
  const toleranceOf = (lineId: string) => {
    if (asked.push(lineId) === 1)
      void client.query("UPDATE contract_line SET version = version + 1 WHERE id = $1", [saved]);
    return DEFAULT_TOLERANCE;
  };
  const { outcomes, failed } = await recordLines(ctx, pass, { toleranceOf, runHeld: null }, lineIds);
  expect([...failed]).toEqual([]);
  expect([...outcomes.values()]).toEqual(Array(5).fill("unchanged"));
  expect([asked.length, asked.at(-1)]).toEqual([6, saved]);
  for (const lineId of lineIds) expect((await countsOf(lineId)).readings).toBe(2);
});

it("what is not counted for the same reason in each try of a run has one reading that says so", async () => {
  await job.control({ action: "fault", kind: "503" });
  const { runId } = await job.night("2026-06-03");
  await job.night("2026-06-03");
  const whileDown = await inTenant((db) => db.select().from(reading).where(eq(reading.runId, runId)));
  expect(whileDown.map(({ state }) => state)).toEqual(Array(5).fill("unreachable"));
  await job.control({ action: "clear-faults" });
  expect(await job.night("2026-06-03")).toMatchObject({ status: "completed", summary: { changed: 5 } });
  for (const lineId of lineIds) expect(await countsOf(lineId)).toMatchObject({ units: "11", readings: 3 });
});
