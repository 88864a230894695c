import { afterAll, beforeAll, expect, it } from "vitest";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { contextFor, makeTenant } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { decideHeldChange } from "../held-changes/decide-held-change";
import { backtestRule } from "./backtest-rule";

const PREMIUM = "Microsoft 365 Business Premium";

let job: MainJob;
beforeAll(async () => {
  await startTestDatabase();
  job = await startMainJob();
});
afterAll(() => job.stop());

const licensed = (...values: string[]): CountRule => ({
  ...job.rule,
  conditions: job.rule.conditions.map((condition) => ({ ...condition, values })),
});
const ask = async (rule: CountRule) => {
  const { periods, ...rest } = await backtestRule(job.ctx, { lineId: job.line.id, rule });
  const rows = periods.map(
    ({ startOn, wouldBe, billed, difference }) => `${startOn}: ${wouldBe} beside ${billed}, ${difference}`,
  );
  return { rows, ...rest };
};

it("knows nothing of a type that was never read", async () => {
  expect(await ask(job.rule)).toEqual({ currency: "USD", reachOn: null, rows: [] });
});

it("bills another filter's past by what the assets held on each date, beside what the line billed", async () => {
  await job.night("2026-06-02");
  const [held] = await job.held();
  const { id: heldChangeId, version } = held!;
  await decideHeldChange(job.ctx, { heldChangeId, version, decision: "approve", reason: "Seen" });
  await job.setSeats(PREMIUM, 7);
  await job.night("2026-07-11");
  await job.setSeats(PREMIUM, 6);
  await job.night("2026-07-21");

  // Premium alone: 6 seats, 7 for the ten days from 11 July: 60.00 + 10 × 10/31 = 63.23; the line billed 4 seats more.
  expect(await ask(licensed(PREMIUM))).toEqual({
    currency: "USD",
    reachOn: "2026-06-02",
    rows: ["2026-07-01: 63.23 beside 103.23, -40.00", "2026-06-01: null beside 100.00, null"],
  });
  expect((await ask(job.rule)).rows[0]).toBe("2026-07-01: 103.23 beside 103.23, 0.00");
});

it("says what is wrong with a rule, and knows no line of another company", async () => {
  await expect(ask({ ...job.rule, assetTypeId: "1" })).resolves.toMatchObject({ reachOn: null });
  await expect(ask({ ...job.rule, billBy: { by: "field", fieldId: "1" } })).rejects.toMatchObject({
    code: "rule-broken",
  });
  const stranger = contextFor(await makeTenant());
  await expect(backtestRule(stranger, { lineId: job.line.id, rule: job.rule })).rejects.toMatchObject({
    code: "not-found",
  });
});
