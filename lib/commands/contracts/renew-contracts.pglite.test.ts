import { and, asc, desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem } from "@/db/schema/billing";
import { contract } from "@/db/schema/contract";
import { itGlueSettings } from "@/db/schema/it-glue";
import { syncRun } from "@/db/schema/sync-run";
import { jobContextFor, makeContract, makeLine, makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { reprojectLine } from "../billing/reproject-line";
import { runNight } from "../sync-runs/run-night";
import { renewContracts } from "./renew-contracts";

beforeAll(async () => void (await startTestDatabase()));

/** A quarter from 1 June to 31 August 2026 that renews. */
const QUARTER = { startOn: "2026-06-01", endOn: "2026-08-31", isAutoRenewed: true };

async function start(values: Partial<typeof contract.$inferInsert> = {}) {
  const of = await makeTenant({ clockAt: "2026-08-15T04:20:00Z" });
  const made = await makeContract(of, { ...QUARTER, ...values });
  return { of, id: made.id };
}

const read = async (of: TestTenant, id: string) =>
  (await withTenant(of.scope, (db) => db.select().from(contract).where(eq(contract.id, id))))[0]!;

const history = (of: TestTenant, id: string) =>
  withTenant(of.scope, (db) =>
    db
      .select()
      .from(auditEvent)
      .where(and(eq(auditEvent.subjectId, id), eq(auditEvent.action, "contract.renewed-automatically")))
      .orderBy(desc(auditEvent.position)),
  );

const night = (of: TestTenant, businessOn: string, status: "completed" | "failed" | "missed" = "completed") =>
  withTenant(of.scope, (db) =>
    db.insert(syncRun).values({
      tenantId: of.id,
      businessOn,
      trigger: "schedule",
      status,
      startedAt: `${businessOn}T04:15:00Z`,
      summary: {},
    }),
  );

describe("the renewal of a contract", () => {
  it("moves the end on by its term, is audited as the night's own doing, and happens once", async () => {
    const { of, id } = await start();
    expect(await renewContracts(jobContextFor(of), "2026-08-15")).toEqual({ renewed: 1, failed: [] });
    expect(await read(of, id)).toMatchObject({ endOn: "2026-11-30", termStartOn: "2026-09-01", version: 2 });
    expect(await renewContracts(jobContextFor(of), "2026-08-15")).toEqual({ renewed: 0, failed: [] });
    expect(await history(of, id)).toMatchObject([
      {
        actorKind: "job",
        actorName: "Nightly sync",
        changes: { endOn: { from: "2026-08-31", to: "2026-11-30" }, version: { from: 1, to: 2 } },
      },
    ]);
  });

  it("goes on, night after night, from the contract's own start", async () => {
    const { of, id } = await start({ startOn: "2026-01-31", endOn: "2026-02-27" });
    for (const on of ["2026-02-01", "2026-03-01", "2026-04-01"]) {
      of.clock.set(`${on}T05:20:00Z`);
      await renewContracts(jobContextFor(of), on);
      await night(of, on);
    }
    expect(await read(of, id)).toMatchObject({ endOn: "2026-05-30", termStartOn: "2026-04-30" });
    expect(await history(of, id)).toHaveLength(3);
  });

  it("bills the new term of lines without an end of their own, and of no others", async () => {
    const { of, id } = await start();
    const units = [{ effectiveOn: "2026-06-01", units: "10" }];
    const open = await makeLine(of, { contractId: id, units });
    const ended = await makeLine(of, { contractId: id, units, endOn: "2026-08-31" });
    await withTenant(of.scope, async (db) => {
      for (const { id: lineId } of [open, ended]) await reprojectLine(db, jobContextFor(of), lineId);
    });
    const periods = async (lineId: string) =>
      (
        await withTenant(of.scope, (db) =>
          db
            .select({ on: billingItem.periodStartOn })
            .from(billingItem)
            .where(eq(billingItem.lineId, lineId))
            .orderBy(asc(billingItem.periodStartOn)),
        )
      ).map(({ on }) => on);
    const term = ["2026-06-01", "2026-07-01", "2026-08-01"];
    expect([await periods(open.id), await periods(ended.id)]).toEqual([term, term]);
    await renewContracts(jobContextFor(of), "2026-08-15");
    expect(await periods(open.id)).toEqual([...term, "2026-09-01", "2026-10-01", "2026-11-01"]);
    expect(await periods(ended.id)).toEqual(term);
  });

  it.each([
    ["is inactive", { status: "inactive" as const }],
    ["does not renew", { isAutoRenewed: false }],
    ["has an open end", { endOn: null }],
    ["ends in more than 30 days", { endOn: "2026-09-15" }],
    ["has ended before", { endOn: "2026-08-14" }],
  ])("leaves a contract alone that %s", async (_what, values) => {
    const { of, id } = await start(values);
    const before = await read(of, id);
    expect(await renewContracts(jobContextFor(of), "2026-08-15")).toEqual({ renewed: 0, failed: [] });
    expect(await read(of, id)).toEqual(before);
  });

  it("is made up for after missed nights, but brings back nothing that had ended before them", async () => {
    const { of, id } = await start({ endOn: "2026-08-12" });
    const early = await makeContract(of, { ...QUARTER, endOn: "2026-08-10" });
    await night(of, "2026-08-11");
    await night(of, "2026-08-12", "missed");
    await night(of, "2026-08-13", "failed");
    expect(await renewContracts(jobContextFor(of), "2026-08-15")).toEqual({ renewed: 1, failed: [] });
    expect((await read(of, id)).endOn! > "2026-09-14").toBe(true);
    expect(await read(of, early.id)).toMatchObject({ endOn: "2026-08-10" });
  });

  it("is another company's own", async () => {
    const { of, id } = await start();
    const other = await makeTenant({ clockAt: "2026-08-15T04:20:00Z" });
    await renewContracts(jobContextFor(other), "2026-08-15");
    expect(await read(of, id)).toMatchObject({ endOn: "2026-08-31", version: 1 });
  });
});

describe("a scheduled night", () => {
  /** IT Glue is enabled without a key: nothing can be read. */
  async function run(trigger: "schedule" | "on-demand") {
    const { of, id } = await start();
    await withTenant(of.scope, (db) =>
      db.insert(itGlueSettings).values({ tenantId: of.id, isEnabled: true, subdomain: "msp", server: "us" }),
    );
    const result = await runNight(jobContextFor(of), { businessOn: "2026-08-15", trigger });
    return { status: result.status, endOn: (await read(of, id)).endOn };
  }

  it("renews what is due, though it can read nothing of IT Glue", async () => {
    expect(await run("schedule")).toEqual({ status: "failed", endOn: "2026-11-30" });
  });

  it("alone renews: a recount that a person asks for does not", async () => {
    expect(await run("on-demand")).toEqual({ status: "failed", endOn: "2026-08-31" });
  });
});
