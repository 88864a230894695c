import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { endLine } from "@/lib/commands/contract-lines/end-line";
import { decideHeldChange } from "@/lib/commands/held-changes/decide-held-change";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { jobContextFor, makeContract, makeLine } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { updateUnits } from "./update-units";

const PREMIUM = "Microsoft 365 Business Premium";
const STANDARD = "Microsoft 365 Business Standard";

let job: MainJob;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
});
afterEach(() => job.stop());

/** The rule of the job's line with other filter values. */
const licensed = (...values: string[]): CountRule => ({
  ...job.rule,
  conditions: job.rule.conditions.map((condition) => ({ ...condition, values })),
});
const ask = (rule: CountRule, lineId: string | null = null) =>
  updateUnits(jobContextFor(job.tenant, { itGlue: job.itGlue }), {
    contractId: job.contract.id,
    lineId,
    rule,
  });

it("names the line that bills some of it already, of whatever contract of the account", async () => {
  const second = await makeContract(job.tenant, { accountId: job.account.accountId, name: "Backups" });
  const other = await makeLine(job.tenant, {
    name: "Premium seats",
    contractId: second.id,
    terms: { billBy: "flexible-assets", countRule: licensed(PREMIUM) },
  });
  const { overlaps } = await ask(licensed(PREMIUM), job.line.id);
  expect(overlaps).toEqual([
    { lineId: other.id, lineName: "Premium seats", contractName: "Backups", assets: 1, units: "6" },
  ]);
});

it("does not call the line its own rival, nor one that has ended, nor one of another account", async () => {
  await makeLine(job.tenant, { terms: { billBy: "flexible-assets", countRule: job.rule } });
  expect((await ask(job.rule, job.line.id)).overlaps).toEqual([]);

  const asJob = jobContextFor(job.tenant, { itGlue: job.itGlue });
  await endLine(asJob, { lineId: job.line.id, version: 1, lastBilledOn: "2026-05-31" });
  expect((await ask(job.rule)).overlaps).toEqual([]);
});

it("shows what the filter leaves out, near misses first", async () => {
  const { unadmitted } = await ask(licensed("Microsoft 365 Busines Premium"));
  expect(unadmitted[0]).toMatchObject({
    condition: 0,
    fieldName: "License",
    value: PREMIUM,
    assets: 1,
    units: "6",
    nearTo: "Microsoft 365 Busines Premium",
  });
  expect(unadmitted.map(({ value }) => value)).toContain(STANDARD);
});

it("says why the count differs from the last one", async () => {
  await job.night("2026-06-02");
  const [held] = await job.held();
  const { id: heldChangeId, version } = held!;
  await decideHeldChange(job.ctx, { heldChangeId, version, decision: "approve", reason: "Seen" });
  await job.setSeats(PREMIUM, 7);
  const { change, units } = await ask(job.rule, job.line.id);
  expect([units, change]).toEqual(["11", `+1: Seats of ${PREMIUM} 6 → 7`]);
});

it("compares nothing that was not counted", async () => {
  await job.unlink();
  expect(await ask(job.rule)).toMatchObject({
    state: "unmapped",
    change: null,
    unadmitted: [],
    overlaps: [],
  });
});
