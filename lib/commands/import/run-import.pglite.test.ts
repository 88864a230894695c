import { asc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { auditEvent } from "@/db/schema/audit";
import { billingItem, openingAmount } from "@/db/schema/billing";
import { contract, contractLine, lineTerms, priceSegment } from "@/db/schema/contract";
import { unitSegment } from "@/db/schema/counting";
import { service } from "@/db/schema/service";
import { COUNTED, csvOf } from "@/lib/inputs/import/import-rows.fixture";
import { contextFor, makeTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { createContract } from "../contracts/create-contract";
import { importTenant } from "./import-tenant.fixture";
import { runImport } from "./run-import";

let of: Awaited<ReturnType<typeof importTenant>>;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  of = await importTenant();
});

const NOTHING = { contracts: 0, lines: 0 };
const select = <T>(work: Parameters<typeof withTenant<T>>[1]) => withTenant(of.tenant.scope, work);
const lineNamed = (name: string) =>
  select(async (db) => (await db.select().from(contractLine).where(eq(contractLine.name, name)))[0]!);

describe("an import", () => {
  it("makes contracts and lines as their forms do, with numbers, prices, units, items and audit", async () => {
    const text = csvOf([
      { referenceNumber: "PO-1" },
      { referenceNumber: "PO-1", lineName: "More seats", unitPrice: "20.00", units: "2" },
      { account: "", accountCode: "BETA", billingCycle: "Yearly", periodsBeginOn: "", units: "1" },
    ]);
    const outcome = await of.run(text);
    expect(outcome).toMatchObject({
      outcome: "imported",
      lines: 3,
      uncounted: 0,
      contracts: [
        { contractNumber: 1, accountName: "Acme Corp", lines: 2, isNew: true },
        { contractNumber: 2, accountName: "Beta Ltd", lines: 1, isNew: true },
      ],
    });
    const more = await lineNamed("More seats");
    expect(more.sortOrder).toBe(2);
    await select(async (db) => {
      const [price] = await db.select().from(priceSegment).where(eq(priceSegment.lineId, more.id));
      expect(price).toMatchObject({ unitPrice: "20.00", unitCost: "7.50", effectiveOn: "2026-06-01" });
      const [units] = await db.select().from(unitSegment).where(eq(unitSegment.lineId, more.id));
      expect(units).toMatchObject({ units: "2", source: "typed", readingId: null });
      const items = await db.select().from(billingItem).where(eq(billingItem.lineId, more.id));
      expect(items.find(({ effectiveOn }) => effectiveOn === "2026-06-01")?.amountMinor).toBe(4000n);
      const events = await db.select().from(auditEvent).orderBy(asc(auditEvent.position));
      expect(events.map(({ action, reason }) => [action, reason])).toEqual([
        ["contract.created", "Imported from contracts.csv, row 2"],
        ["contract-line.created", "Imported from contracts.csv, row 2"],
        ["contract-line.created", "Imported from contracts.csv, row 3"],
        ["contract.created", "Imported from contracts.csv, row 4"],
        ["contract-line.created", "Imported from contracts.csv, row 4"],
        ["contract-import.completed", null],
      ]);
      expect(events.at(-1)!.changes).toMatchObject({ lines: { to: 3 }, contracts: { to: 2 } });
    });
  });

  it("gives a counted line its rule and price, no units, and no item: it is not counted yet", async () => {
    const outcome = await of.run(csvOf([{ ...COUNTED, condition1: "License=E3|E5", lineName: "Licenses" }]));
    expect(outcome).toMatchObject({ outcome: "imported", uncounted: 1 });
    const { id } = await lineNamed("Licenses");
    await select(async (db) => {
      const [terms] = await db.select().from(lineTerms).where(eq(lineTerms.lineId, id));
      expect(terms).toMatchObject({
        billBy: "flexible-assets",
        countRule: {
          assetTypeId: "77",
          billBy: { by: "field", fieldId: "2" },
          conditions: [{ fieldId: "1", values: ["E3", "E5"] }],
          includeArchived: false,
        },
      });
      expect(terms!.ruleInWords).toContain("whose License is E3 or E5");
      expect(await db.select().from(unitSegment).where(eq(unitSegment.lineId, id))).toEqual([]);
      expect(await db.select().from(billingItem).where(eq(billingItem.lineId, id))).toEqual([]);
      expect(await db.select().from(priceSegment).where(eq(priceSegment.lineId, id))).toHaveLength(1);
    });
  });

  it("bills nothing of what was billed elsewhere, but what opening amounts leave open", async () => {
    const golive = {
      contractStartOn: "2026-01-17",
      billedElsewhereThroughOn: "2026-06-16",
      lineStartOn: "2026-01-17",
    };
    await of.run(
      csvOf([
        { ...golive, units: "12" },
        { ...golive, lineName: "Prebilled", openingAmounts: "2026-05-17=100.00" },
      ]),
    );
    const [plain, prebilled] = [await lineNamed("Seats"), await lineNamed("Prebilled")];
    await select(async (db) => {
      const itemsOf = async (lineId: string) =>
        (
          await db
            .select()
            .from(billingItem)
            .where(eq(billingItem.lineId, lineId))
            .orderBy(billingItem.effectiveOn)
        )
          .map(({ effectiveOn, amountMinor }) => [effectiveOn, amountMinor])
          .slice(0, 1);
      // 12 × 10.00 for whole periods: the first one of ours, or what 100.00 posted leaves of 120.00.
      expect(await itemsOf(plain.id)).toEqual([["2026-06-17", 12000n]]);
      expect(await itemsOf(prebilled.id)).toEqual([["2026-05-17", 2000n]]);
      const [opening] = await db.select().from(openingAmount);
      expect(opening).toMatchObject({ lineId: prebilled.id, amountMinor: 10000n, periodEndOn: "2026-06-16" });
    });
  });

  it("adds lines to a contract that is there already, and leaves that contract as it is", async () => {
    await of.run(csvOf([{}]));
    const outcome = await of.run(csvOf([{}, { lineName: "Second" }]));
    expect(outcome).toMatchObject({
      outcome: "imported",
      lines: 1,
      contracts: [{ contractNumber: 1, isNew: false }],
    });
    expect(await of.written()).toEqual({ contracts: 1, lines: 2 });
    expect((await select((db) => db.select().from(contract)))[0]!.version).toBe(1);
  });
});

describe("nothing is imported", () => {
  it("of a file with one faulty row", async () => {
    const outcome = await of.run(csvOf([{}, { lineName: "B", service: "Nothing" }, { lineName: "C" }]));
    expect(outcome).toMatchObject({ outcome: "faulty", plan: { counts: { lines: 2, faultyRows: 1 } } });
    expect(await of.written()).toEqual(NOTHING);
  });

  it("of the same file a second time, whatever it is called", async () => {
    const text = csvOf([{}, { ...COUNTED, lineName: "Licenses" }]);
    expect(await of.run(text)).toMatchObject({ outcome: "imported" });
    const again = await of.run(text);
    expect(again).toMatchObject({
      outcome: "nothing-new",
      plan: { counts: { alreadyThere: 2, lines: 0, contracts: 0 } },
    });
    expect(await of.run(text, "copy.csv")).toMatchObject({ outcome: "nothing-new" });
    expect(await of.written()).toEqual({ contracts: 1, lines: 2 });
  });

  it("of one approved plan sent twice: the second finds it changed", async () => {
    const text = csvOf([{}]);
    const { hash } = await of.plan(text);
    const input = { text, fileName: "contracts.csv", planHash: hash };
    const outcomes = await Promise.all([runImport(of.ctx, input), runImport(of.ctx, input)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["changed", "imported"]);
    expect(await of.written()).toEqual({ contracts: 1, lines: 1 });
  });

  it.each([
    ["the service's price", () => select((db) => db.update(service).set({ unitPrice: "11.00" }))],
    ["the service", () => select((db) => db.update(service).set({ isActive: false }))],
    ["the day", async () => of.tenant.clock.set("2026-06-02T13:00:00Z")],
    [
      "a contract of the same name",
      () =>
        createContract(of.ctx, {
          accountId: of.acme.id,
          name: "managed services",
          referenceNumber: "",
          billingCycle: "yearly",
          alignment: "contract-start",
          anchorDay: null,
          issueInvoiceOn: "start",
          startOn: "2026-06-01",
          endOn: null,
          billedElsewhereThroughOn: null,
          currency: "USD",
        }),
    ],
  ])("once %s has changed since the file was checked: the new plan is shown", async (_, change) => {
    const text = csvOf([{}]);
    const { hash } = await of.plan(text);
    await change();
    const before = await of.written();
    const outcome = await runImport(of.ctx, { text, fileName: "contracts.csv", planHash: hash });
    expect(outcome.outcome).toBe("changed");
    expect(outcome).not.toHaveProperty("plan.hash", hash);
    expect(await of.written()).toEqual(before);
  });

  it("of a text that is not the one that was checked", async () => {
    const { hash } = await of.plan(csvOf([{}]));
    const outcome = await runImport(of.ctx, {
      text: csvOf([{ units: "13" }]),
      fileName: "contracts.csv",
      planHash: hash,
    });
    expect(outcome).toMatchObject({ outcome: "changed", plan: { rows: [{ bills: "13 units" }] } });
    expect(await of.written()).toEqual(NOTHING);
  });

  it("by another role, or for another company's account and service", async () => {
    const text = csvOf([{}]);
    const { hash } = await of.plan(text);
    const input = { text, fileName: "contracts.csv", planHash: hash };
    await expect(runImport(contextFor(of.tenant, { role: "Technician" }), input)).rejects.toMatchObject({
      code: "not-allowed",
    });
    const other = await makeTenant();
    const outcome = await runImport(contextFor(other), input);
    expect(outcome).toMatchObject({
      outcome: "changed",
      plan: { faults: [{ column: "Account" }, { column: "Service" }], counts: { lines: 0 } },
    });
    expect(await of.written()).toEqual(NOTHING);
  });
});
