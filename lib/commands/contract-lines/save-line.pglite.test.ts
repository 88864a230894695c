import { and, asc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem } from "@/db/schema/billing";
import { contractLine, lineTerms, priceSegment } from "@/db/schema/contract";
import { unitSegment } from "@/db/schema/counting";
import type { SaveLineInput } from "@/lib/inputs/contract-lines";
import { lineFigures } from "@/lib/queries/line-figures";
import {
  contextFor,
  makeContract,
  makeLine,
  makeService,
  makeTenant,
  makeUser,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { postItems } from "../billing/post-items";
import { endLine } from "./end-line";
import { saveLine } from "./save-line";

let tenant: TestTenant;
let contractId: string;
let serviceId: string;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  contractId = (await makeContract(tenant)).id;
  serviceId = (await makeService(tenant)).id;
});

const typed = (values: Partial<SaveLineInput> = {}): SaveLineInput => ({
  contractId,
  lineId: null,
  version: null,
  serviceId,
  name: "Managed seat",
  description: "",
  startOn: "2026-06-01",
  unitPrice: "10.00",
  unitCost: null,
  billBy: { by: "none", units: "10" },
  rounding: "none",
  minimumUnits: null,
  includedUnits: null,
  maximumUnits: null,
  prorateIncreases: "daily",
  prorateDecreases: "daily",
  effectiveOn: "2026-06-01",
  priceEffectiveOn: null,
  reason: "",
  ...values,
});

const save = (values: Partial<SaveLineInput> = {}) => saveLine(contextFor(tenant), typed(values));
/** Saves version `version` of a line, its units typed. */
const edit = (lineId: string, version: number, units: string, values: Partial<SaveLineInput> = {}) =>
  save({ lineId, version, billBy: { by: "none", units }, ...values });

const rows = <Row>(read: (db: Parameters<Parameters<typeof withTenant>[1]>[0]) => Promise<Row[]>) =>
  withTenant(tenant.scope, read);

const unitsOf = async (lineId: string) =>
  (
    await rows((db) =>
      db
        .select()
        .from(unitSegment)
        .where(eq(unitSegment.lineId, lineId))
        .orderBy(asc(unitSegment.recordedAt)),
    )
  ).map(({ effectiveOn, units, source }) => [effectiveOn, units, source]);

const pricesOf = async (lineId: string) =>
  (
    await rows((db) =>
      db
        .select()
        .from(priceSegment)
        .where(eq(priceSegment.lineId, lineId))
        .orderBy(asc(priceSegment.recordedAt)),
    )
  ).map(({ effectiveOn, unitPrice }) => [effectiveOn, unitPrice]);

const termsOf = (lineId: string) =>
  rows((db) =>
    db.select().from(lineTerms).where(eq(lineTerms.lineId, lineId)).orderBy(asc(lineTerms.termsVersion)),
  );

const itemsOf = async (lineId: string) =>
  rows((db) =>
    db.select().from(billingItem).where(eq(billingItem.lineId, lineId)).orderBy(asc(billingItem.effectiveOn)),
  );

const amountsOf = async (lineId: string) =>
  (await itemsOf(lineId)).map(({ kind, effectiveOn, amountMinor }) => [kind, effectiveOn, amountMinor]);

const auditOf = (lineId: string) =>
  rows((db) =>
    db
      .select()
      .from(auditEvent)
      .where(and(eq(auditEvent.subjectKind, "contract-line"), eq(auditEvent.subjectId, lineId)))
      .orderBy(asc(auditEvent.position)),
  );

async function postAll(lineId: string, effectiveOn: string) {
  const items = (await itemsOf(lineId)).filter((item) => item.effectiveOn === effectiveOn);
  await postItems(contextFor(tenant), {
    items: items.map(({ id, contentHash }) => ({ id, contentHash })),
  });
}

describe("a new line whose units are typed", () => {
  it("bills from its start, with terms, price, units, items and audit written together", async () => {
    const saved = await save();
    expect(saved).toMatchObject({ version: 1, units: { units: "10", effectiveOn: "2026-06-01" } });
    expect(await unitsOf(saved.lineId)).toEqual([["2026-06-01", "10", "typed"]]);
    expect(await pricesOf(saved.lineId)).toEqual([["2026-06-01", "10.00"]]);
    expect(await termsOf(saved.lineId)).toMatchObject([{ termsVersion: 1, billBy: "none", countRule: null }]);
    expect((await amountsOf(saved.lineId)).slice(0, 2)).toEqual([
      ["regular", "2026-06-01", 10_000n],
      ["regular", "2026-07-01", 10_000n],
    ]);
    const [event] = await auditOf(saved.lineId);
    expect(event).toMatchObject({ action: "contract-line.created", actorName: tenant.admin.name });
    expect(event!.changes).toMatchObject({
      units: { from: null, to: "10" },
      unitPrice: { from: null, to: "10.00" },
      version: { from: null, to: 1 },
    });
  });

  it("is made once when its form is sent twice", async () => {
    const idForNew = crypto.randomUUID();
    const first = await save({ idForNew });
    const second = await save({ idForNew });
    expect(second.lineId).toBe(first.lineId);
    expect(await unitsOf(first.lineId)).toHaveLength(1);
  });

  it("is made anew when another form comes under a used id", async () => {
    const idForNew = crypto.randomUUID();
    const first = await save({ idForNew });
    const second = await save({ idForNew, name: "Another seat" });
    expect(second.lineId).not.toBe(first.lineId);
    expect(await unitsOf(second.lineId)).toHaveLength(1);
  });

  it("may start later than today: its first units count from its start", async () => {
    const { lineId } = await save({ startOn: "2026-06-16" });
    expect(await unitsOf(lineId)).toEqual([["2026-06-16", "10", "typed"]]);
    expect((await amountsOf(lineId))[0]).toEqual(["regular", "2026-06-16", 5000n]);
  });

  it.each([
    [{ unitPrice: "ten" }, "unitPrice", "A price is a number such as 10.00; “ten” is not"],
    [{ unitPrice: "-1" }, "unitPrice", "A price cannot be negative; “-1” is: enter 0 or more"],
    [
      { unitPrice: "0.123456789" },
      "unitPrice",
      "A price has at most 8 decimals; “0.123456789” has more: leave the last ones out",
    ],
    [
      { billBy: { by: "none" as const, units: "1.23456" } },
      "billBy.units",
      "Units have at most 4 decimals; “1.23456” has more: leave the last ones out",
    ],
    [
      { billBy: { by: "none" as const, units: "a dozen" } },
      "billBy.units",
      "Units are a number such as 12 or 7.5; “a dozen” is not",
    ],
    [
      { billBy: { by: "none" as const, units: "" } },
      "billBy.units",
      "Enter the units, such as 12; 0 is allowed",
    ],
    [{ minimumUnits: "-2" }, "minimumUnits", "Units cannot be negative; “-2” is: enter 0 or more"],
    [
      { minimumUnits: "25", maximumUnits: "20" },
      "maximumUnits",
      "The maximum is below the minimum, 25; enter 25 or more, or leave it empty",
    ],
    [{ startOn: "06/01/2026" }, "startOn", "“06/01/2026” is not a date; enter one such as 2026-06-10"],
    [{ serviceId: "" }, "serviceId", "Choose a service"],
  ])("is refused with %o, at the field and in words", async (values, path, message) => {
    const refused = await save(values).catch((error: unknown) => error);
    const issues = (refused as { issues?: { path: string[]; message: string }[] }).issues ?? [];
    expect(issues.map((issue) => [issue.path.join("."), issue.message])).toEqual([[path, message]]);
  });

  it.each([
    ["2026-05-31", "The contract starts on 2026-06-01; enter that day or a later one"],
    ["2027-01-01", "The contract ends on 2026-12-31; enter that day or an earlier one"],
  ])("does not start on %s, outside its contract", async (startOn, message) => {
    contractId = (await makeContract(tenant, { endOn: "2026-12-31" })).id;
    await expect(save({ startOn })).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "startOn", message }],
    });
  });

  it("is not put on an inactive contract, nor with an inactive service", async () => {
    const inactive = await makeContract(tenant, { status: "inactive" });
    await expect(save({ contractId: inactive.id })).rejects.toMatchObject({ code: "invalid" });
    const retired = await makeService(tenant, { isActive: false });
    await expect(save({ serviceId: retired.id })).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "serviceId" }],
    });
  });

  it.each(["Technician", "Auditor"] as const)("is not saved by a %s", async (role) => {
    await expect(saveLine(contextFor(tenant, { role }), typed())).rejects.toMatchObject({
      code: "not-allowed",
    });
  });
});

describe("typed units that change", () => {
  it("write one segment from Effective from, and the difference is prorated to the cent", async () => {
    const { lineId } = await save();
    await postAll(lineId, "2026-06-01");
    tenant.clock.set("2026-06-10T13:00:00Z");
    const saved = await edit(lineId, 1, "11", { effectiveOn: "2026-06-10" });
    expect(saved).toMatchObject({ version: 2, units: { units: "11", effectiveOn: "2026-06-10" } });
    expect((await amountsOf(lineId))[0]).toEqual(["proration", "2026-06-10", 700n]);
    expect((await auditOf(lineId)).at(-1)!.changes).toMatchObject({
      units: { from: "10", to: "11" },
      effectiveOn: { from: null, to: "2026-06-10" },
      version: { from: 1, to: 2 },
    });
  });

  it("write nothing while they stay the same, whatever else is edited", async () => {
    const { lineId } = await save();
    await edit(lineId, 1, "10.0", { name: "Renamed" });
    expect(await unitsOf(lineId)).toHaveLength(1);
    expect(await termsOf(lineId)).toHaveLength(1);
    expect(await pricesOf(lineId)).toHaveLength(1);
  });

  it("run until the next effective date, whenever recorded: June at 10.00 is 124.00", async () => {
    contractId = (await makeContract(tenant, { issueInvoiceOn: "end" })).id;
    const { lineId } = await save();
    tenant.clock.set("2026-06-20T13:00:00Z");
    await edit(lineId, 1, "11", { effectiveOn: "2026-06-10" });
    await edit(lineId, 2, "12", { effectiveOn: "2026-06-20" });
    await edit(lineId, 3, "15", { effectiveOn: "2026-06-10" });
    expect((await amountsOf(lineId))[0]).toEqual(["regular", "2026-06-01", 12_400n]);
  });

  it("reach at most 12 months back, further with an Administrator", async () => {
    tenant.clock.set("2024-06-01T13:00:00Z");
    contractId = (await makeContract(tenant, { startOn: "2024-06-01" })).id;
    const { lineId } = await save({ startOn: "2024-06-01" });
    tenant.clock.set("2026-06-01T13:00:00Z");
    const change = typed({
      lineId,
      version: 1,
      startOn: "2024-06-01",
      billBy: { by: "none", units: "11" },
      effectiveOn: "2025-05-31",
    });
    const finance = contextFor(tenant, { role: "Finance Manager" });
    await expect(saveLine(finance, change)).rejects.toMatchObject({
      code: "too-far-back",
      details: { earliestOn: "2025-06-01" },
      fields: [{ path: "effectiveOn" }],
    });
    expect(await unitsOf(lineId)).toHaveLength(1);
    await saveLine(contextFor(tenant), change);
    expect((await unitsOf(lineId)).at(-1)).toEqual(["2025-05-31", "11", "typed"]);
  });
});

describe("a price that changes", () => {
  it("counts from the next period unless a day is chosen", async () => {
    const { lineId } = await save();
    tenant.clock.set("2026-06-10T13:00:00Z");
    const saved = await edit(lineId, 1, "10", { unitPrice: "12" });
    expect(saved.priceEffectiveOn).toBe("2026-07-01");
    expect(await pricesOf(lineId)).toEqual([
      ["2026-06-01", "10.00"],
      ["2026-07-01", "12.00"],
    ]);
    expect((await amountsOf(lineId)).slice(0, 2)).toEqual([
      ["regular", "2026-06-01", 10_000n],
      ["regular", "2026-07-01", 12_000n],
    ]);
  });

  it("counts from the day that is chosen", async () => {
    const { lineId } = await save();
    tenant.clock.set("2026-06-16T13:00:00Z");
    await edit(lineId, 1, "10", { unitPrice: "12", priceEffectiveOn: "2026-06-16" });
    expect((await amountsOf(lineId)).slice(0, 2)).toEqual([
      ["regular", "2026-06-01", 10_000n],
      ["proration", "2026-06-16", 1000n],
    ]);
  });

  it("replaces one that waits for the next period, and writes nothing when sent again", async () => {
    const { lineId } = await save();
    await edit(lineId, 1, "10", { unitPrice: "12" });
    await edit(lineId, 2, "10", { unitPrice: "13" });
    await edit(lineId, 3, "10", { unitPrice: "13.00" });
    expect(await pricesOf(lineId)).toEqual([
      ["2026-06-01", "10.00"],
      ["2026-07-01", "12.00"],
      ["2026-07-01", "13.00"],
    ]);
    expect((await amountsOf(lineId))[1]).toEqual(["regular", "2026-07-01", 13_000n]);
  });
});

describe("terms that change", () => {
  it("are a new version; the earlier one stays as it was recorded", async () => {
    const { lineId } = await save();
    await edit(lineId, 1, "10", { prorateDecreases: "none", minimumUnits: "5" });
    expect(await termsOf(lineId)).toMatchObject([
      { termsVersion: 1, prorateDecreases: "daily", minimumUnits: null },
      { termsVersion: 2, prorateDecreases: "none", minimumUnits: "5" },
    ]);
  });
});

describe("terms that change on a line that is posted", () => {
  /** 10 units at 10.00, June posted; the change counts from 16 June, 15 of 30 days. */
  it.each<[string, Partial<SaveLineInput>, bigint | null]>([
    ["a minimum of 25: 15 units more", { minimumUnits: "25" }, 7500n],
    ["2 included units", { includedUnits: "2" }, -1000n],
    ["a maximum of 8", { maximumUnits: "8" }, -1000n],
    ["a rounding that changes nothing", { rounding: "up" }, null],
    ["another proration of increases", { prorateIncreases: "none" }, null],
    ["another proration of decreases", { prorateDecreases: "next-period" }, null],
  ])("count from Effective from: %s", async (_name, values, amountMinor) => {
    const { lineId } = await save();
    await postAll(lineId, "2026-06-01");
    tenant.clock.set("2026-06-16T13:00:00Z");
    await edit(lineId, 1, "10", { ...values, effectiveOn: "2026-06-16" });
    const june = (await amountsOf(lineId)).filter((item) => String(item[1]) < "2026-07-01");
    expect(june).toEqual(amountMinor === null ? [] : [["proration", "2026-06-16", amountMinor]]);
    expect(await termsOf(lineId)).toMatchObject([
      { effectiveOn: "2026-06-01" },
      { effectiveOn: "2026-06-16" },
    ]);
  });

  it("bill the days of each version by its own limits, however often they change on one day", async () => {
    const { lineId } = await save();
    await postAll(lineId, "2026-06-01");
    tenant.clock.set("2026-06-16T13:00:00Z");
    await edit(lineId, 1, "10", { minimumUnits: "25", effectiveOn: "2026-06-16" });
    await edit(lineId, 2, "10", { minimumUnits: "12", effectiveOn: "2026-06-16" });
    await edit(lineId, 3, "10", { minimumUnits: "", effectiveOn: "2026-06-26" });
    const june = (await amountsOf(lineId)).filter((item) => String(item[1]) < "2026-07-01");
    // 2 units more for 15 days, and 2 fewer for the last 5: 10.00 − 3.33.
    expect(june).toEqual([
      ["proration", "2026-06-16", 1000n],
      ["proration", "2026-06-26", -333n],
    ]);
    const shown = await withTenant(tenant.scope, (db) =>
      lineFigures(db, tenant.scope, [{ id: lineId, currency: "USD" }], "2026-06-20"),
    );
    expect(shown.get(lineId)?.billedUnits).toBe("12");
  });
});

describe("a start date that changes", () => {
  it("to an earlier day takes the first units and price along", async () => {
    const { lineId } = await save({ startOn: "2026-06-16" });
    await edit(lineId, 1, "10", { startOn: "2026-06-01", effectiveOn: "2026-06-16" });
    expect((await amountsOf(lineId))[0]).toEqual(["regular", "2026-06-01", 10_000n]);
  });

  it("is refused once anything of the line is posted", async () => {
    const { lineId } = await save();
    await postAll(lineId, "2026-06-01");
    await expect(edit(lineId, 1, "10", { startOn: "2026-06-16" })).rejects.toMatchObject({
      code: "invalid",
      fields: [
        {
          path: "startOn",
          message:
            "The start date can no longer change: amounts of this service line are posted, and they rest on it",
        },
      ],
    });
  });
});

describe("two tabs", () => {
  it("the second save is told who changed what, and changes nothing", async () => {
    const { lineId } = await save();
    const maria = await makeUser(tenant, { name: "Maria Ito", role: "Finance Manager" });
    await saveLine(
      contextFor(tenant, { user: maria }),
      typed({ lineId, version: 1, unitPrice: "12", billBy: { by: "none", units: "11" } }),
    );
    await expect(edit(lineId, 1, "25", { name: "Mine" })).rejects.toMatchObject({
      code: "changed-meanwhile",
      details: { what: "service line", who: "Maria Ito" },
      fields: [
        { path: "units", message: "Maria Ito changed Units from “10” to “11”" },
        { path: "unitPrice", message: "Maria Ito changed Unit price from “10.00” to “12.00”" },
      ],
    });
    expect((await unitsOf(lineId)).at(-1)).toEqual(["2026-06-01", "11", "typed"]);
    const [line] = await rows((db) => db.select().from(contractLine).where(eq(contractLine.id, lineId)));
    expect(line).toMatchObject({ name: "Managed seat", version: 2 });
  });

  it("both saving at once: one is told", async () => {
    const { lineId } = await save();
    const results = await Promise.allSettled([edit(lineId, 1, "11"), edit(lineId, 1, "12")]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await unitsOf(lineId)).toHaveLength(2);
  });
});

describe("walls", () => {
  it("refuses another company's contract, line and service", async () => {
    const other = await makeTenant();
    const theirs = await makeLine(other);
    await expect(save({ contractId: theirs.contractId })).rejects.toMatchObject({ code: "not-found" });
    await expect(edit(theirs.id, 1, "1")).rejects.toMatchObject({ code: "not-found" });
    await expect(save({ serviceId: theirs.serviceId })).rejects.toMatchObject({
      code: "not-found",
      fields: [{ path: "serviceId" }],
    });
    await expect(
      endLine(contextFor(tenant), { lineId: theirs.id, version: 1, lastBilledOn: null }),
    ).rejects.toMatchObject({ code: "not-found" });
  });

  it("refuses another company's contract and service in SQL too", async () => {
    const theirs = await makeLine(await makeTenant());
    await expect(makeLine(tenant, { contractId: theirs.contractId })).rejects.toMatchObject({
      cause: { code: "23503", constraint: "contract_line_contract" },
    });
    await expect(makeLine(tenant, { serviceId: theirs.serviceId })).rejects.toMatchObject({
      cause: { code: "23503", constraint: "contract_line_service" },
    });
  });

  it("refuses a line under another contract of the same company", async () => {
    const { lineId } = await save();
    const elsewhere = await makeContract(tenant);
    await expect(edit(lineId, 1, "11", { contractId: elsewhere.id })).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await unitsOf(lineId)).toHaveLength(1);
  });
});

describe("a line that ends", () => {
  it("credits posted days after its last billed day, and takes that back", async () => {
    const { lineId } = await save();
    await postAll(lineId, "2026-06-01");
    tenant.clock.set("2026-06-10T13:00:00Z");
    const ended = await endLine(contextFor(tenant), { lineId, version: 1, lastBilledOn: "2026-06-09" });
    expect(await amountsOf(lineId)).toEqual([["proration", "2026-06-10", -7000n]]);
    expect((await auditOf(lineId)).at(-1)).toMatchObject({ action: "contract-line.ended" });
    await endLine(contextFor(tenant), { lineId, version: ended.version, lastBilledOn: null });
    expect((await amountsOf(lineId))[0]).toEqual(["regular", "2026-07-01", 10_000n]);
  });

  it("on the day before its start bills nothing: what was posted is credited in full", async () => {
    const { lineId } = await save();
    await postAll(lineId, "2026-06-01");
    await endLine(contextFor(tenant), { lineId, version: 1, lastBilledOn: "2026-05-31" });
    expect((await amountsOf(lineId)).map(([, , amountMinor]) => amountMinor)).toEqual([-10_000n]);
  });

  it("not before it starts, nor twice from one version", async () => {
    const { lineId } = await save();
    const ctx = contextFor(tenant);
    await expect(endLine(ctx, { lineId, version: 1, lastBilledOn: "2026-05-30" })).rejects.toMatchObject({
      fields: [{ path: "lastBilledOn" }],
    });
    await endLine(ctx, { lineId, version: 1, lastBilledOn: "2026-06-30" });
    await expect(endLine(ctx, { lineId, version: 1, lastBilledOn: "2026-06-15" })).rejects.toMatchObject({
      code: "changed-meanwhile",
      fields: [{ path: "endOn" }],
    });
  });
});
