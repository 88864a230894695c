import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { billingSettings } from "@/db/schema/billing-settings";
import { contract, contractLine } from "@/db/schema/contract";
import { type ReadingState, reading } from "@/db/schema/counting";
import { makeAccount, makeContract, makeLine, makeTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { lineAges } from "./line-ages";
import { staleLines } from "./stale-lines";

beforeAll(async () => void (await startTestDatabase()));

const RULE = { assetTypeId: "1", billBy: { by: "assets" as const }, conditions: [], includeArchived: false };

it("is the age of the last count, held ones too; a line is stale beyond the days of Billing Settings", async () => {
  const of = await makeTenant();
  const accountId = (await makeAccount(of)).id;
  const contractId = (await makeContract(of, { accountId })).id;
  const terms = { billBy: "flexible-assets" as const, countRule: RULE };
  const counted = await makeLine(of, { contractId, terms });
  const never = await makeLine(of, { contractId, startOn: "2026-06-07", terms });
  const manual = await makeLine(of, { contractId });
  const read = (businessOn: string, state: ReadingState) =>
    withTenant(of.scope, (db) =>
      db.insert(reading).values({
        tenantId: of.id,
        accountId,
        contractId,
        lineId: counted.id,
        source: "nightly",
        rule: RULE,
        askedAt: `${businessOn}T04:15:00Z`,
        businessOn,
        state,
        reasons: [],
        units: null,
      }),
    );
  await read("2026-06-04", "counted");
  await read("2026-06-05", "held");
  await read("2026-06-08", "unreachable");

  const ids = [counted.id, never.id, manual.id];
  const ages = (on: string) => withTenant(of.scope, (db) => lineAges(db, of.scope, ids, on));
  const day8 = await ages("2026-06-08");
  expect(day8.get(counted.id)).toEqual({ countedOn: "2026-06-05", days: 3, isStale: false });
  expect(day8.get(never.id)).toEqual({ countedOn: null, days: 1, isStale: false });
  expect(day8.has(manual.id)).toBe(false);
  expect((await ages("2026-06-09")).get(counted.id)).toMatchObject({ days: 4, isStale: true });
  const stale = (on: string, most = 10) =>
    withTenant(of.scope, (db) => staleLines(db, of.scope, { on, most }));
  expect(await stale("2026-06-08")).toEqual({ lines: [], count: 0, staleAfterDays: 3 });
  expect(await stale("2026-06-09")).toMatchObject({
    lines: [{ lineId: counted.id, contractId, countedOn: "2026-06-05", days: 4 }],
    count: 1,
  });
  // The oldest first; one that was never counted goes by the day its rule began. Those beyond the list are in the count.
  expect((await stale("2026-06-11")).lines).toMatchObject([
    { lineId: counted.id, days: 6 },
    { lineId: never.id, countedOn: null, days: 4 },
  ]);
  expect(await stale("2026-06-11", 1)).toMatchObject({ lines: [{ lineId: counted.id }], count: 2 });

  await withTenant(of.scope, (db) =>
    db
      .insert(billingSettings)
      .values({ tenantId: of.id, staleAfterDays: 4, savedAt: "2026-06-09T04:15:00Z", savedBy: "Ada" }),
  );
  expect((await ages("2026-06-09")).get(counted.id)).toMatchObject({ days: 4, isStale: false });
  expect(await stale("2026-06-09")).toEqual({ lines: [], count: 0, staleAfterDays: 4 });
  // What has ended, or belongs to a contract that is not active, needs nobody.
  await withTenant(of.scope, (db) =>
    db.update(contractLine).set({ endOn: "2026-06-10" }).where(eq(contractLine.id, counted.id)),
  );
  expect((await stale("2026-06-30")).lines).toMatchObject([{ lineId: never.id }]);
  await withTenant(of.scope, (db) => db.update(contract).set({ status: "inactive" }));
  expect((await stale("2026-06-30")).count).toBe(0);
});

it("begins with the count a line was saved with, which was taken before there was a line", async () => {
  const of = await makeTenant();
  const accountId = (await makeAccount(of)).id;
  const contractId = (await makeContract(of, { accountId })).id;
  const [pressed] = await withTenant(of.scope, (db) =>
    db
      .insert(reading)
      .values({
        tenantId: of.id,
        accountId,
        contractId,
        source: "update-units",
        rule: RULE,
        askedAt: "2026-06-20T13:00:00Z",
        businessOn: "2026-06-20",
        state: "counted",
        reasons: [],
        units: "10",
      })
      .returning({ id: reading.id }),
  );
  // Billed from the first of the month, saved on the 20th: its count is of the 20th.
  const line = await makeLine(of, {
    contractId,
    terms: { billBy: "flexible-assets", countRule: RULE },
    units: [{ effectiveOn: "2026-06-01", units: "10", source: "update-units", readingId: pressed!.id }],
  });
  const ageOn = async (on: string) =>
    (await withTenant(of.scope, (db) => lineAges(db, of.scope, [line.id], on))).get(line.id);
  expect(await ageOn("2026-06-20")).toEqual({ countedOn: "2026-06-20", days: 0, isStale: false });
  expect(await ageOn("2026-06-24")).toEqual({ countedOn: "2026-06-20", days: 4, isStale: true });
});
