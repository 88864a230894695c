import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { reading, unitSegment } from "@/db/schema/counting";
import { emulatorState } from "@/e2e/it-glue-emulator/control-client";
import { assetOf, assetTypeOf, fieldOf } from "@/e2e/it-glue-emulator/demo-lookup";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import { tableColumnsOf } from "@/lib/queries/table-columns";
import { jobContextFor, makeLine } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { updateUnits } from "./update-units";

let job: MainJob;
let rule: CountRule;
let assetId: string;
let lineId: string;

/** RK Fabrics keeps its licenses as one HTML table (itglue-api.md 11 C): 25 of Business Premium, 5 of Exchange Online. */
beforeAll(async () => {
  await startTestDatabase();
  job = await startMainJob();
  const state = await emulatorState(job.emulator.url);
  const type = assetTypeOf(state, "northwind", "Office 365");
  assetId = assetOf(state, "northwind", "RK Fabrics", "Office 365", "RK Fabrics").id;
  rule = {
    assetTypeId: type.id,
    billBy: {
      by: "table",
      fieldId: fieldOf(state, "northwind", "Office 365", "Licenses").id,
      column: "Active Licenses",
      match: { column: "License Name", values: ["Microsoft 365 Business Premium"] },
    },
    conditions: [],
    includeArchived: false,
  };
  const line = await makeLine(job.tenant, {
    contractId: job.contract.id,
    terms: { billBy: "flexible-assets", countRule: rule },
    units: [{ effectiveOn: "2026-06-01", units: "25" }],
  });
  lineId = line.id;
});

afterAll(() => job.stop());

const setTable = (seats: string) =>
  job.control({
    action: "set-traits",
    assetId,
    traits: {
      licenses: `<table><tr><th>License Name</th><th>Active Licenses</th></tr><tr><td>Microsoft 365 Business Premium</td><td>${seats}</td></tr></table>`,
    },
  });

const readings = () =>
  withTenant(job.tenant.scope, (db) =>
    db
      .select({ state: reading.state, units: reading.units })
      .from(reading)
      .where(eq(reading.lineId, lineId))
      .orderBy(reading.position),
  );

it("is counted in the form, row by row", async () => {
  const asJob = jobContextFor(job.tenant, { itGlue: job.itGlue });
  const read = await updateUnits(asJob, { contractId: job.contract.id, lineId: null, rule });
  expect(read).toMatchObject({ state: "counted", units: "25" });
  expect(read.evidence?.counted.map(({ rows }) => rows)).toEqual([
    [{ label: "Microsoft 365 Business Premium", units: "25" }],
  ]);
});

it("is counted by night; a row that turns to text is never a credit", async () => {
  await job.night("2026-06-02");
  await setTable("26");
  await job.night("2026-06-03");
  await setTable("many");
  await job.night("2026-06-04");
  const [first, second, third] = await readings();
  expect([first?.units, second?.units]).toEqual(["25", "26"]);
  expect(third?.state).toBe("held");
  const units = await withTenant(job.tenant.scope, (db) =>
    db.select({ units: unitSegment.units }).from(unitSegment).where(eq(unitSegment.lineId, lineId)),
  );
  expect(units.map((segment) => segment.units)).not.toContain("0");
});

it("offers the columns of the tables that were read", async () => {
  const fieldId = rule.billBy.by === "table" ? rule.billBy.fieldId : "";
  const columns = await tableColumnsOf(job.tenant.scope, { assetTypeId: rule.assetTypeId, fieldId });
  expect(columns.find(({ name }) => name === "License Name")?.texts).toContain("Exchange Online (Plan 1)");
  expect(await tableColumnsOf(job.tenant.scope, { assetTypeId: rule.assetTypeId, fieldId: "1" })).toEqual([]);
});
