import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { emulatorState } from "@/e2e/it-glue-emulator/control-client";
import { accountOf, assetTypeOf, fieldOf, organizationOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { accountCoverage, coverageAccounts, type FlaggedValue } from "@/lib/queries/coverage";
import { contextFor, makeLine, makeTenant, makeUser } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { acceptException } from "./accept-exception";
import { withdrawException } from "./withdraw-exception";

const PREMIUM = "Microsoft 365 Business Premium";
const STANDARD = "Microsoft 365 Business Standard";
const ON = "2026-06-02";

let job: MainJob;
beforeAll(async () => {
  await startTestDatabase();
  job = await startMainJob();
  await job.night(ON);
});
afterAll(() => job.stop());

const read = async () => (await accountCoverage(job.tenant.scope, job.account.accountId, ON))!;
const shown = (flagged: FlaggedValue[]) => flagged.map(({ assetId, units }) => [assetId, units]).sort();

/** From the emulator's own data: seats of RK Fabrics under licenses that the line's filter does not name. */
async function seatsNobodyBills() {
  const state = await emulatorState(job.emulator.url);
  const { id } = organizationOf(state, "northwind", "RK Fabrics");
  const type = assetTypeOf(state, "northwind", "Microsoft 365");
  const license = fieldOf(state, "northwind", "Microsoft 365", "License").id;
  const seats = fieldOf(state, "northwind", "Microsoft 365", "Seats").id;
  return accountOf(state, "northwind")
    .assets.filter((asset) => asset.organizationId === id && asset.typeId === type.id && !asset.archived)
    .filter(({ values }) => ![PREMIUM, STANDARD].includes(String(values[license]).trim()))
    .filter(({ values }) => Number(values[seats]) > 0)
    .map(({ id: assetId, values }) => [assetId, String(Number(values[seats]))])
    .sort();
}

describe("coverage of an account", () => {
  it("lists accounts whose lines count, and no other", async () => {
    expect(await coverageAccounts(job.tenant.scope, ON)).toEqual([
      { id: job.account.accountId, name: "RK Fabrics" },
    ]);
    expect(await coverageAccounts((await makeTenant()).scope, ON)).toEqual([]);
  });

  it("shows what nobody bills, by the data in IT Glue", async () => {
    const { billedOnce, flagged, brokenLines } = await read();
    const expected = await seatsNobodyBills();
    expect(expected.length).toBeGreaterThan(0);
    expect(shown(flagged)).toEqual(expected);
    expect(flagged.every(({ kind, exception }) => kind === "unbilled" && exception === null)).toBe(true);
    expect([billedOnce, brokenLines]).toEqual([2, []]);
  });

  it("flags what a second line bills too, naming both, until that line has ended", async () => {
    const second = await makeLine(job.tenant, {
      name: "Premium again",
      contractId: job.contract.id,
      endOn: "2026-06-30",
      terms: {
        billBy: "flexible-assets",
        countRule: { ...job.rule, conditions: [{ ...job.rule.conditions[0]!, values: [PREMIUM] }] },
      },
    });
    const twice = (await read()).flagged.filter(({ kind }) => kind === "billed-twice");
    expect(twice).toMatchObject([{ measure: "Seats", units: "6", assetTypeName: "Microsoft 365" }]);
    expect(twice[0]!.lines.map(({ lineId }) => lineId).sort()).toEqual([job.line.id, second.id].sort());
    const july = await accountCoverage(job.tenant.scope, job.account.accountId, "2026-07-01");
    expect(july!.flagged.filter(({ kind }) => kind === "billed-twice")).toEqual([]);
  });

  it("is not another company's to read", async () => {
    const other = await makeTenant();
    expect(await accountCoverage(other.scope, job.account.accountId, ON)).toBeNull();
  });
});

describe("an exception", () => {
  const flagged = async () => (await read()).flagged.find(({ kind }) => kind === "unbilled")!;
  const accept = (value: FlaggedValue, values: object = {}) => {
    const { assetTypeId, assetId, measureKey, part, kind } = value;
    const input = { assetTypeId, assetId, measureKey, part, kind, reason: "Given away with the contract" };
    return acceptException(job.ctx, { accountId: job.account.accountId, ...input, ...values });
  };

  it("is accepted once with its reason, stands in the audit log, and is taken back", async () => {
    const value = await flagged();
    const { id } = await accept(value);
    expect((await flagged()).exception).toMatchObject({ id, reason: "Given away with the contract" });
    await expect(accept(value)).rejects.toMatchObject({ code: "changed-meanwhile" });
    const [audited] = await withTenant(job.tenant.scope, (db) =>
      db
        .select()
        .from(auditEvent)
        .where(eq(auditEvent.action, "coverage-exception.accepted"))
        .orderBy(desc(auditEvent.at)),
    );
    expect(audited).toMatchObject({
      subjectId: job.account.accountId,
      reason: "Given away with the contract",
    });

    await withdrawException(job.ctx, { exceptionId: id });
    await withdrawException(job.ctx, { exceptionId: id });
    expect((await flagged()).exception).toBeNull();
    expect(await accept(value)).toBeDefined();
  });

  it("needs a reason, the permission, and an account of one's own company", async () => {
    const value = await flagged();
    await expect(accept(value, { reason: " " })).rejects.toThrow("Say in a few words why");
    const auditor = await makeUser(job.tenant, { role: "Auditor" });
    const input = { ...value, accountId: job.account.accountId, reason: "Free" };
    const { assetTypeId, assetId, measureKey, part, kind, accountId, reason } = input;
    const given = { assetTypeId, assetId, measureKey, part, kind, accountId, reason };
    await expect(acceptException(contextFor(job.tenant, { user: auditor }), given)).rejects.toMatchObject({
      code: "not-allowed",
    });
    const stranger = contextFor(await makeTenant());
    await expect(acceptException(stranger, given)).rejects.toMatchObject({ code: "not-found" });
  });
});
