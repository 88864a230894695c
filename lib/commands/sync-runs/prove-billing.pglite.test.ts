import type { PGlite } from "@electric-sql/pglite";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { billingItem } from "@/db/schema/billing";
import { accountPark, conservationCheck } from "@/db/schema/billing-job";
import {
  contextFor,
  jobContextFor,
  makeContract,
  makeLine,
  makeTenant,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { reprojectLine } from "../billing/reproject-line";
import { runNight } from "./run-night";

/** What a night does for billing beside the count; none of it needs IT Glue, which is not set up here. */

let client: PGlite;
let tenant: TestTenant;
beforeAll(async () => {
  client = await startTestDatabase();
});
beforeEach(async () => {
  tenant = await makeTenant();
});

const inTenant = <T>(work: Parameters<typeof withTenant<T>>[1]) => withTenant(tenant.scope, work);

async function lineInReview(contract: Parameters<typeof makeContract>[1] = {}) {
  const { id: contractId, accountId } = await makeContract(tenant, contract);
  const line = await makeLine(tenant, { contractId, units: [{ effectiveOn: "2026-06-01", units: "10" }] });
  await inTenant((db) => reprojectLine(db, contextFor(tenant), line.id));
  return { accountId, id: line.id };
}

function night(businessOn: string, trigger: "schedule" | "on-demand" = "schedule") {
  tenant.clock.set(`${businessOn}T04:20:00Z`);
  return runNight(jobContextFor(tenant), { businessOn, trigger });
}

const periodsOf = (lineId: string) =>
  inTenant((db) =>
    db
      .select({ on: billingItem.periodStartOn })
      .from(billingItem)
      .where(eq(billingItem.lineId, lineId))
      .orderBy(billingItem.periodStartOn),
  ).then((rows) => rows.map(({ on }) => on));

const checks = () => inTenant((db) => db.select().from(conservationCheck));
const parks = () => inTenant((db) => db.select().from(accountPark));

describe("a scheduled night", () => {
  it("proves what is stored and parks the account that differs", async () => {
    const wrong = await lineInReview();
    await lineInReview();
    await client.query("UPDATE billing_item SET amount_minor = 1 WHERE line_id = $1", [wrong.id]);
    await night("2026-06-02");
    expect(await checks()).toMatchObject([{ trigger: "nightly", accounts: 2, lines: 2, differences: 4 }]);
    expect(await parks()).toMatchObject([
      { accountId: wrong.accountId, lineId: wrong.id, reason: "conservation" },
    ]);
  });

  it.each([
    ["start", "2026-07-01", "2026-10-01"],
    ["end", "2026-06-30", "2026-09-01"],
  ] as const)(
    "projects a line that nobody changes three months ahead, billed at the %s",
    async (issueInvoiceOn, on, lastOn) => {
      const line = await lineInReview({ issueInvoiceOn });
      const before = await periodsOf(line.id);
      await night("2026-06-02");
      expect(await periodsOf(line.id)).toEqual(before);
      await night(on);
      const periods = await periodsOf(line.id);
      expect(periods.length).toBe(before.length + 1);
      expect(periods.at(-1)).toBe(lastOn);
    },
  );

  it("projects changes that come within three months, and weeks one by one", async () => {
    const line = await lineInReview({ billingCycle: "weekly", alignment: "calendar" });
    const yearly = await lineInReview({ billingCycle: "yearly" });
    await client.query(
      `INSERT INTO unit_segment (tenant_id, line_id, effective_on, units, recorded_at, source, recorded_by)
       VALUES ($1, $2, '2026-09-02', 12, now(), 'typed', 'Test')`,
      [tenant.id, yearly.id],
    );
    await night("2026-06-02");
    expect(await parks()).toEqual([]);
    expect(await periodsOf(yearly.id)).toEqual(["2026-06-01", "2026-06-01"]);
    const weeks = (await periodsOf(line.id)).length;
    await night("2026-06-08");
    expect((await periodsOf(line.id)).length).toBe(weeks + 1);
  });

  it("parks the account of a line that cannot be billed, and projects the others", async () => {
    const [broken, fine] = [await lineInReview(), await lineInReview()];
    const before = (await periodsOf(fine.id)).length;
    await client.query(
      `INSERT INTO charge (tenant_id, account_id, contract_id, line_id, period_start_on, period_end_on, effective_on, days, period_days,
         amount_minor, currency, explanation, kind, tax_treatment, posted_at, posted_by)
       SELECT tenant_id, account_id, contract_id, line_id, period_start_on, '2026-07-15', effective_on, days, period_days,
         amount_minor, currency, explanation, kind, 'taxable', now(), 'Test' FROM billing_item
        WHERE line_id = $1 AND period_start_on = '2026-06-01'`,
      [broken.id],
    );
    await night("2026-07-01");
    expect((await periodsOf(fine.id)).length).toBe(before + 1);
    const faults = (await parks()).filter(({ reason }) => reason === "billing-fault");
    expect(faults).toMatchObject([{ accountId: broken.accountId, lineId: broken.id }]);
    expect(faults[0]!.explanation).toMatch(/^It cannot be billed: no period of the contract holds it/);
  });

  it("ends as ever where the proof fails", async () => {
    await lineInReview();
    await client.exec("ALTER TABLE conservation_check RENAME TO elsewhere");
    try {
      const failed = await night("2026-07-01");
      expect(await makeAndRun("2026-07-01")).toMatchObject({ status: failed.status });
    } finally {
      await client.exec("ALTER TABLE elsewhere RENAME TO conservation_check");
    }
    expect(await checks()).toEqual([]);
  });

  it("alone does so: a run on demand leaves billing to the night", async () => {
    await lineInReview();
    await night("2026-06-02", "on-demand");
    expect(await checks()).toEqual([]);
  });
});

/** A night of another, empty company. */
async function makeAndRun(businessOn: string) {
  const other = await makeTenant();
  other.clock.set(`${businessOn}T04:20:00Z`);
  return runNight(jobContextFor(other), { businessOn, trigger: "schedule" });
}
