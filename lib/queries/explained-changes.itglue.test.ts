import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { userConnection } from "@/db/schema/it-glue";
import { organization } from "@/db/schema/mirror";
import { assetTypeOf, fieldOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { saveLine } from "@/lib/commands/contract-lines/save-line";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import { updateUnits } from "@/lib/commands/readings/update-units";
import { setOverride } from "@/lib/commands/unit-overrides/set-override";
import { makeTenant } from "@/lib/testing/factories";
import { type MainJob, seatsRule, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { explainedChanges } from "./explained-changes";

const PREMIUM = "Microsoft 365 Business Premium";
const STANDARD = "Microsoft 365 Business Standard";

let job: MainJob;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
});
afterEach(() => job.stop());

const ofReading = async (readingId: string) =>
  (await explainedChanges(job.tenant.scope, [{ lineId: job.line.id, readingId }]))[readingId];

/** What a night's count says about why it differs. */
async function afterNight(on: string) {
  await job.night(on);
  return ofReading((await job.readings()).at(-1)!.id);
}

/** The first night is held, since nobody has seen it; a person approves. */
async function firstNight() {
  const first = await afterNight("2026-06-02");
  const [held] = await job.held();
  await decideHeldChange(job.ctx, {
    heldChangeId: held!.id,
    version: held!.version,
    decision: "approve",
    reason: "Seen",
  });
  return first!;
}

/** Presses Update Units for the job's line under a rule, and saves what it says. */
async function saveCounted(licenses: string[]): Promise<string> {
  const { tenant, ctx, contract, line } = job;
  await withTenant(tenant.scope, (db) =>
    db.insert(userConnection).values({
      tenantId: tenant.id,
      userId: tenant.admin.id,
      connectionId: job.account.connectionId,
      kind: "api-key",
      sealedAccess: "sealed",
      status: "connected",
      connectedAt: "2026-06-01T13:00:00Z",
      details: {},
    }),
  );
  const rule = await seatsRule(job.emulator, licenses);
  const { readingId } = await updateUnits(ctx, { contractId: contract.id, lineId: line.id, rule });
  const on = ctx.now().toZonedDateTimeISO("America/New_York").toPlainDate().toString();
  await saveLine(ctx, {
    contractId: contract.id,
    lineId: line.id,
    version: 1,
    serviceId: line.serviceId,
    name: line.name,
    description: "",
    startOn: line.startOn,
    unitPrice: "10.00",
    unitCost: null,
    billBy: { by: "flexible-assets", rule, readingId },
    rounding: "none",
    minimumUnits: null,
    includedUnits: null,
    maximumUnits: null,
    prorateIncreases: "daily",
    prorateDecreases: "daily",
    effectiveOn: on,
    priceEffectiveOn: null,
    reason: "As agreed",
  });
  return readingId;
}

describe("why a count changed", () => {
  it("is told for a first count, and for nights on which a value was edited, and when nothing changed", async () => {
    const first = await firstNight();
    expect(first).toMatchObject({ previousReadingId: null, moves: [], ruleChanges: [] });
    expect(first.sentence).toBe("First count: 10 from 2 assets");

    await job.setSeats(PREMIUM, 7);
    const second = await afterNight("2026-06-03");
    expect(second).toMatchObject({
      previousReadingId: first.readingId,
      sentence: `+1: Seats of ${PREMIUM} 6 → 7`,
      delta: "+1",
      moves: [{ label: PREMIUM, from: "6", to: "7", why: "edited" }],
    });
    expect(await afterNight("2026-06-04")).toMatchObject({ sentence: "No change", delta: "0", moves: [] });
  });

  it("names assets that were added, removed, archived, and none that counted nothing before and after", async () => {
    await firstNight();
    const { state } = job.emulator;
    const type = assetTypeOf(state, "northwind", "Microsoft 365").id;
    const license = fieldOf(state, "northwind", "Microsoft 365", "License").nameKey;
    const organizationId = job.account.organizationId;
    const add = (name: string, seats: number) =>
      job.control({
        action: "add-asset",
        organizationId,
        assetTypeId: type,
        traits: { [license]: name, seats },
      });
    await add(STANDARD, 3);
    await add("Visio", 9);
    await job.control({ action: "archive-asset", assetId: await job.assetId(PREMIUM) });
    const change = await afterNight("2026-06-03");
    expect(change!.delta).toBe("-3");
    expect(change!.moves.map(({ label, from, to, why }) => ({ label, from, to, why }))).toEqual([
      { label: STANDARD, from: null, to: "3", why: "added" },
      { label: PREMIUM, from: "6", to: null, why: "no longer counts: archived" },
    ]);
  });

  it("names who changed the rule, and compares with the count before the save", async () => {
    const first = await firstNight();
    job.tenant.clock.set("2026-06-02T15:00:00Z");
    const readingId = await saveCounted([PREMIUM]);
    expect(await ofReading(readingId)).toMatchObject({
      previousReadingId: first.readingId,
      delta: "-4",
      ruleChanges: [`filters changed from License is ${PREMIUM} or ${STANDARD} to License is ${PREMIUM}`],
      ruleChangedBy: { name: job.tenant.admin.name, at: "2026-06-02T15:00:00.000Z" },
      moves: [{ label: STANDARD, from: "4", to: null, why: "no longer counts: outside the filters" }],
    });
    expect(await afterNight("2026-06-03")).toMatchObject({
      previousReadingId: readingId,
      sentence: "No change",
    });
  });

  it("tells of units that a person set for that day, which are billed in the count's place", async () => {
    await firstNight();
    await setOverride(job.ctx, {
      lineId: job.line.id,
      version: 1,
      fromOn: "2026-06-03",
      throughOn: "2026-06-03",
      units: "15",
      reason: "Migration week",
    });
    await job.setSeats(PREMIUM, 7);
    expect(await afterNight("2026-06-03")).toMatchObject({
      delta: "+1",
      override: {
        units: "15",
        fromOn: "2026-06-03",
        throughOn: "2026-06-03",
        reason: "Migration week",
        name: job.tenant.admin.name,
      },
    });
    expect((await afterNight("2026-06-04"))!.override).toBeNull();
  });

  it("names an organization that was unlinked, and one that was linked", async () => {
    await firstNight();
    await job.unlink();
    const [other] = await withTenant(job.tenant.scope, (db) =>
      db.select().from(organization).where(eq(organization.name, "Elm City Bakery")),
    );
    await withTenant(job.tenant.scope, async (db) => {
      await db.delete(accountOrganization).where(eq(accountOrganization.organizationId, other!.id));
      await db.insert(accountOrganization).values({ ...job.account, organizationId: other!.id });
    });
    const change = await afterNight("2026-06-03");
    expect(change).toMatchObject({
      organizationsAdded: ["Elm City Bakery"],
      organizationsRemoved: ["RK Fabrics"],
    });
    expect(change!.moves.filter(({ why }) => why === "removed")).toHaveLength(2);
  });

  it("calls restricted assets by their id alone", async () => {
    await firstNight();
    const id = await job.assetId(PREMIUM);
    job.emulator.state.accounts
      .flatMap(({ assets }) => assets)
      .find((asset) => asset.id === id)!.restricted = true;
    await job.setSeats(PREMIUM, 7);
    const change = await afterNight("2026-06-03");
    expect(change!.moves).toMatchObject([{ label: `restricted asset ${id}` }]);
    expect(JSON.stringify(change)).not.toContain(PREMIUM);
  });

  it("says nothing of a count that was none, or that is another company's", async () => {
    await firstNight();
    await job.unlink();
    expect(await afterNight("2026-06-03")).toBeUndefined();
    const [first] = await job.readings();
    const stranger = await makeTenant();
    expect(await explainedChanges(stranger.scope, [{ lineId: job.line.id, readingId: first!.id }])).toEqual(
      {},
    );
    expect(await explainedChanges(job.tenant.scope, [])).toEqual({});
  });
});
