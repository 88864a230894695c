import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { assetType } from "@/db/schema/mirror";
import { emulatorState } from "@/e2e/it-glue-emulator/control-client";
import { accountOf, fieldOf, organizationOf } from "@/e2e/it-glue-emulator/demo-lookup";
import { makeContract, makeTenant } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { filterValues } from "./filter-values";
import { lineForm } from "./line-form";

const PREMIUM = "Microsoft 365 Business Premium";

let job: MainJob;
let license: string;
beforeAll(async () => {
  await startTestDatabase();
  job = await startMainJob();
  const state = await emulatorState(job.emulator.url);
  license = fieldOf(state, "northwind", "Microsoft 365", "License").id;
  await job.night("2026-06-02");
});
afterAll(() => job.stop());

const formOf = (contractId = job.contract.id) =>
  lineForm(job.tenant.scope, { contractId, lineId: null, on: "2026-06-02" });
const typeOf = async (contractId?: string) =>
  (await formOf(contractId))!.assetTypes.find(({ id }) => id === job.rule.assetTypeId)!;
const valuesFor = (contractId: string, scope = job.tenant.scope) =>
  filterValues(scope, {
    contractId,
    assetTypeId: job.rule.assetTypeId,
    fieldId: license,
    billBy: job.rule.billBy,
    includeArchived: false,
  });

it("says how many assets of a type the account has; of a type never read it says nothing", async () => {
  const form = (await formOf())!;
  const read = form.assetTypes.filter(({ assets }) => assets !== null);
  expect(read.map(({ id }) => id)).toEqual([job.rule.assetTypeId]);
  const state = await emulatorState(job.emulator.url);
  const organization = organizationOf(state, "northwind", "RK Fabrics");
  const own = accountOf(state, "northwind").assets.filter(
    ({ organizationId, typeId, archived }) =>
      organizationId === organization.id && typeId === job.rule.assetTypeId && !archived,
  );
  expect(read[0]).toMatchObject({ assets: own.length, assetsReadAt: expect.any(String) });
  expect(own.length).toBeGreaterThan(1);
});

it("knows 0 of an account that has none of a type that was read, and nothing of one without an organization", async () => {
  const contractId = (await makeContract(job.tenant)).id;
  expect((await typeOf(contractId)).assets).toBeNull();
  const state = await emulatorState(job.emulator.url);
  const { assets } = accountOf(state, "northwind");
  const links = await withTenant(job.tenant.scope, (db) => db.select().from(accountOrganization));
  const bare = links.find(
    ({ organizationId }) =>
      !assets.some((each) => each.organizationId === organizationId && each.typeId === job.rule.assetTypeId),
  );
  const own = await makeContract(job.tenant, { accountId: bare!.accountId });
  expect((await typeOf(own.id)).assets).toBe(0);
});

it("offers the account's own values first, with the units of the chosen field", async () => {
  const values = await valuesFor(job.contract.id);
  expect(values.find(({ value }) => value === PREMIUM)).toEqual({ value: PREMIUM, assets: 1, units: "6" });
  const firstElsewhere = values.findIndex(({ assets }) => assets === 0);
  expect(firstElsewhere).toBeGreaterThan(0);
  expect(values.slice(firstElsewhere).every(({ assets, units }) => assets === 0 && units === null)).toBe(
    true,
  );
});

it("says nothing of an account without an organization", async () => {
  const values = await valuesFor((await makeContract(job.tenant)).id);
  expect(values.length).toBeGreaterThan(0);
  expect(values.every(({ assets }) => assets === null)).toBe(true);
});

it("offers nothing to another tenant", async () => {
  const stranger = await makeTenant();
  expect(await valuesFor(job.contract.id, stranger.scope)).toEqual([]);
});

it("leaves out a type that IT Glue no longer has", async () => {
  await withTenant(job.tenant.scope, (db) =>
    db
      .update(assetType)
      .set({ missingSince: "2026-06-02T05:00:00Z" })
      .where(eq(assetType.id, job.rule.assetTypeId)),
  );
  expect(await typeOf()).toBeUndefined();
  expect((await valuesFor(job.contract.id)).every(({ assets }) => assets === null)).toBe(true);
});
