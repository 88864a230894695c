import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { itGlueConnection, itGlueSettings } from "@/db/schema/it-glue";
import { asset, assetType, organization } from "@/db/schema/mirror";
import type { ControlInput } from "@/e2e/it-glue-emulator/control-actions";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { jobContextFor } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { runNight } from "./run-night";
import { runInline, type StepRunner } from "./step-runner";

/** A count is of one pass: one connection, one credential, one state of the type's fields. */

const PREMIUM = "Microsoft 365 Business Premium";

let job: MainJob;
beforeAll(async () => void (await startTestDatabase()));
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
});
afterEach(() => job.stop());

/** A night in which something happens just before a step. */
function night(on: string, at: string, happen: () => Promise<unknown>) {
  job.tenant.clock.set(`${on}T04:20:00Z`);
  const step: StepRunner = async (id, work) => {
    if (id === at) await happen();
    return runInline(id, work);
  };
  return runNight(
    jobContextFor(job.tenant, { itGlue: job.itGlue }),
    { businessOn: on, trigger: "schedule" },
    step,
  );
}

/** Another IT Glue account, with a mirror of its own in which the same line would count 60. */
async function otherConnection(): Promise<string> {
  const { tenant, account, rule } = job;
  return withTenant(tenant.scope, async (db) => {
    const [made] = await db
      .insert(itGlueConnection)
      .values({
        tenantId: tenant.id,
        server: "eu",
        accountId: "990000000000001",
        accountName: "Another account",
        firstProvedAt: "2026-06-03T04:20:00Z",
      })
      .returning({ id: itGlueConnection.id });
    const connectionId = made!.id;
    for (const row of await db.select().from(organization))
      await db.insert(organization).values({ ...row, connectionId });
    for (const row of await db.select().from(assetType))
      await db.insert(assetType).values({ ...row, connectionId });
    for (const row of await db.select().from(asset).where(eq(asset.assetTypeId, rule.assetTypeId)))
      await db.insert(asset).values({ ...row, connectionId, traits: { ...row.traits, seats: 30 } });
    await db.insert(accountOrganization).values({ ...account, connectionId });
    return connectionId;
  });
}

const countAs = (values: Partial<typeof itGlueSettings.$inferInsert>) =>
  withTenant(job.tenant.scope, (db) => db.update(itGlueSettings).set(values));
/** The line's units in order; the approval of its first night repeated those typed. */
const units = async () => [...new Set((await job.segments()).map((segment) => segment.units))];

const CHANGED = {
  code: "it-glue-identity-changed",
  message:
    "IT Glue's account, server or credential was changed while it was counted; the next try counts anew",
};

describe("what another connection read is never recorded", () => {
  it("another IT Glue account was chosen between pass and record: units stay, the run is tried again", async () => {
    const connectionId = await otherConnection();
    const before = { items: await job.items(), units: await units() };
    const run = await night("2026-06-03", "record", () =>
      countAs({ connectionId, identityChangedAt: "2026-06-03T04:20:00Z" }),
    );
    expect(run).toMatchObject({ status: "failed", summary: { changed: 0, notCounted: 1 } });
    const outcome = await job.outcome(run.runId);
    expect(outcome).toMatchObject({ state: "unreachable", outcome: "not-counted", units: "10" });
    expect(outcome.reasons[0]).toEqual(CHANGED);
    expect({ items: await job.items(), units: await units() }).toEqual(before);
  });

  it("a credential of the same account that changed in between: units stay, and the next try counts", async () => {
    await job.setSeats(PREMIUM, 7);
    const run = await night("2026-06-03", "record", () =>
      countAs({ identityChangedAt: "2026-06-03T04:19:59Z" }),
    );
    expect(run).toMatchObject({ status: "failed", summary: { error: { message: CHANGED.message } } });
    expect(await units()).toEqual(["10"]);
    const again = await job.night("2026-06-03");
    expect(again).toMatchObject({ runId: run.runId, status: "completed", summary: { changed: 1 } });
    expect(await units()).toEqual(["10", "11"]);
  });
});

describe("fields that change between types and assets", () => {
  const field = (what: "seats" | "license") =>
    what === "license"
      ? job.rule.conditions[0]!.fieldId
      : job.rule.billBy.by === "field"
        ? job.rule.billBy.fieldId
        : "";

  it.each(["seats", "license"] as const)(
    "%s renamed with its key: nothing is counted, nobody is asked, and the next try counts",
    async (what) => {
      await job.setSeats(PREMIUM, 7);
      const rename: ControlInput = {
        action: "rename-field",
        fieldId: field(what),
        name: "Renamed",
        changeKey: true,
      };
      const run = await night("2026-06-03", `assets-${job.rule.assetTypeId}`, () => job.control(rename));
      expect(run).toMatchObject({
        status: "failed",
        summary: { held: 0, notCounted: 1, error: { code: "it-glue-type-changing" } },
      });
      expect(await job.outcome(run.runId)).toMatchObject({ state: "unreachable", units: "10" });
      expect((await job.held()).filter(({ status }) => status === "open")).toEqual([]);
      expect(await units()).toEqual(["10"]);
      expect(await job.night("2026-06-03")).toMatchObject({ status: "completed", summary: { changed: 1 } });
      expect(await units()).toEqual(["10", "11"]);
    },
  );

  it("a name alone, its key kept, is no reason not to count", async () => {
    const run = await night("2026-06-03", `assets-${job.rule.assetTypeId}`, () =>
      job.control({ action: "rename-field", fieldId: field("seats"), name: "Seats bought" }),
    );
    expect(run).toMatchObject({ status: "completed", summary: { unchanged: 1 } });
  });
});
