import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { contract } from "@/db/schema/contract";
import { heldChanges } from "@/lib/queries/held-changes";
import { makeContract, makeLine } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { decideHeldChange } from "../held-changes/decide-held-change";
import { saveLineTolerance } from "../nightly-changes/save-line-tolerance";
import { saveNightlyChanges } from "../nightly-changes/save-nightly-changes";

const PREMIUM = "Microsoft 365 Business Premium";

let job: MainJob;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
  await job.night("2026-06-02");
  await decide("approve", "Seen");
});
afterEach(() => job.stop());

const openHeld = async () => (await job.held()).filter(({ status }) => status === "open");

async function decide(decision: "approve" | "reject", reason: string) {
  const [held] = await openHeld();
  await decideHeldChange(job.ctx, { heldChangeId: held!.id, version: held!.version, decision, reason });
}

async function nightWith(seats: number, on: string) {
  await job.setSeats(PREMIUM, seats);
  const run = await job.night(on);
  const { outcome, reasons, previousUnits, units } = await job.outcome(run.runId);
  return { outcome, codes: reasons.map(({ code }) => code), units: [previousUnits, units] };
}

const limits = { percent: "", units: "", money: "", runCapPercent: "", version: 0 };

const CALENDAR_MONTHS = {
  billingCycle: "monthly",
  alignment: "calendar",
  anchorDay: null,
  issueInvoiceOn: "start",
} as const;

describe("limits of the company and of a line", () => {
  it("units, percent and money hold what is beyond them; a line's own take their place until taken back", async () => {
    await saveNightlyChanges(job.ctx, { ...limits, units: "2" });
    expect(await nightWith(8, "2026-06-03")).toMatchObject({ outcome: "changed", units: ["10", "12"] });
    expect(await nightWith(11, "2026-06-04")).toMatchObject({
      outcome: "held",
      codes: ["beyond-tolerance"],
      units: ["12", "12"],
    });

    const own = { lineId: job.line.id, isOwn: true, percent: "", units: "3", money: "" };
    await saveLineTolerance(job.ctx, own);
    expect(await nightWith(11, "2026-06-05")).toMatchObject({ outcome: "changed", units: ["12", "15"] });
    expect(await openHeld()).toEqual([]);

    // 1 unit at 10.00 is more than 9.99 a period.
    await saveLineTolerance(job.ctx, { ...own, units: "", money: "9.99" });
    expect(await nightWith(12, "2026-06-06")).toMatchObject({ outcome: "held", codes: ["beyond-money"] });
    await saveLineTolerance(job.ctx, { ...own, units: "", money: "10" });
    expect(await nightWith(12, "2026-06-07")).toMatchObject({ outcome: "changed", units: ["15", "16"] });

    await saveLineTolerance(job.ctx, { ...own, isOwn: false });
    expect(await nightWith(15, "2026-06-08")).toMatchObject({ outcome: "held", codes: ["beyond-tolerance"] });
    await expect(saveNightlyChanges(job.ctx, { ...limits, units: "4" })).rejects.toMatchObject({
      code: "changed-meanwhile",
      fields: expect.arrayContaining([expect.objectContaining({ path: "units" })]),
    });
  });
});

describe("what is held", () => {
  beforeEach(() => saveNightlyChanges(job.ctx, { ...limits, units: "2" }));

  it("is shown by the cycle in force on the day from which it would apply", async () => {
    const change = { ...CALENDAR_MONTHS, billingCycle: "quarterly" as const, fromOn: "2026-07-01" };
    await withTenant(job.ctx.scope, (db) => db.update(contract).set({ cycleChanges: [change] }));
    await nightWith(16, "2026-06-30");
    expect(await heldChanges(job.ctx.scope)).toMatchObject([{ billingCycle: "monthly" }]);
    await nightWith(17, "2026-07-01");
    expect(await heldChanges(job.ctx.scope)).toMatchObject([{ billingCycle: "quarterly" }]);
  });

  it("applies from the date its value was first seen, and not from that of a value it replaced", async () => {
    await nightWith(16, "2026-06-10");
    expect(await openHeld()).toMatchObject([{ proposedUnits: "20", firstSeenOn: "2026-06-10" }]);
    await nightWith(17, "2026-06-12");
    await nightWith(17, "2026-06-13");
    expect(await openHeld()).toMatchObject([{ proposedUnits: "21", firstSeenOn: "2026-06-12" }]);
    await decide("approve", "They grew");
    expect((await job.segments()).at(-1)).toMatchObject({ effectiveOn: "2026-06-12", units: "21" });
  });

  it("closes by itself when the count comes back to what is billed", async () => {
    await nightWith(16, "2026-06-10");
    expect(await nightWith(6, "2026-06-11")).toMatchObject({ outcome: "unchanged" });
    expect((await job.held()).map(({ status }) => status).sort()).toEqual(["approved", "closed"]);
  });
});

describe("the cap of a run", () => {
  it("holds everything the run would change, and within the share nothing", async () => {
    // 2 units at 450.00 that do not move: 10.00 of 1,000.00 a month is 1 %, since the yearly contract turned monthly.
    const { id: contractId } = await makeContract(job.tenant, {
      accountId: job.contract.accountId,
      billingCycle: "yearly",
      startOn: "2025-06-01",
      cycleChanges: [{ ...CALENDAR_MONTHS, fromOn: "2026-06-01" }],
    });
    await makeLine(job.tenant, {
      contractId,
      terms: { billBy: "flexible-assets", countRule: { ...job.rule, billBy: { by: "assets" } } },
      units: [{ effectiveOn: "2026-06-01", units: "2" }],
      prices: [{ effectiveOn: "2026-06-01", unitPrice: "450.00" }],
    });
    await job.night("2026-06-03");
    await saveNightlyChanges(job.ctx, { ...limits, units: "100", runCapPercent: "0.9" });
    const capped = await nightWith(7, "2026-06-04");
    expect(capped).toMatchObject({ outcome: "held", codes: ["run-cap"], units: ["10", "10"] });
    expect(await openHeld()).toMatchObject([{ proposedUnits: "11", firstSeenOn: "2026-06-04" }]);
    await saveNightlyChanges(job.ctx, { ...limits, units: "100", runCapPercent: "1", version: 1 });
    expect(await nightWith(7, "2026-06-05")).toMatchObject({ outcome: "changed", units: ["10", "11"] });
  });
});
