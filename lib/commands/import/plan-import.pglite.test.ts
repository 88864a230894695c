import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { contract, contractLine } from "@/db/schema/contract";
import { service } from "@/db/schema/service";
import { COUNTED, csvOf } from "@/lib/inputs/import/import-rows.fixture";
import { contextFor } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { importTenant } from "./import-tenant.fixture";
import { planImport } from "./plan-import";

let of: Awaited<ReturnType<typeof importTenant>>;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  of = await importTenant();
});

type Rows = Parameters<typeof csvOf>[0];
const faultsOf = async (rows: Rows) =>
  (await of.plan(csvOf(rows))).faults.map(({ row, column, message }) => `${row} ${column}: ${message}`);

describe("a dry run", () => {
  it("says what each row would make, and writes nothing", async () => {
    const plan = await of.plan(
      csvOf([{}, { ...COUNTED, lineName: "Licenses" }, { account: "beta ltd", currency: "usd" }]),
    );
    expect(plan.faults).toEqual([]);
    expect(plan.counts).toEqual({
      accounts: 2,
      contracts: 2,
      lines: 3,
      uncounted: 1,
      alreadyThere: 0,
      faultyRows: 0,
    });
    expect(
      plan.rows.map(({ row, account, line, bills, outcome }) => [row, account, line, bills, outcome]),
    ).toEqual([
      [2, "Acme Corp", "Seats", "12 units", "new"],
      [3, "Acme Corp", "Licenses", "Sum of Seats on Licensing assets", "new"],
      [4, "Beta Ltd", "Seats", "12 units", "new"],
    ]);
    expect(plan.rows[1]!.notes).toEqual(["Not counted yet: nothing is billed before its first count"]);
    expect(await of.written()).toEqual({ contracts: 0, lines: 0 });
  });

  it("gives one hash for one file and one state of the records, and another for anything else", async () => {
    const text = csvOf([{}]);
    const { hash } = await of.plan(text);
    expect((await of.plan(text)).hash).toBe(hash);
    expect((await of.plan(`${text}\r\n`)).hash).not.toBe(hash);
    await withTenant(of.tenant.scope, (db) => db.update(service).set({ description: "Per user" }));
    expect((await of.plan(text)).hash).not.toBe(hash);
  });

  it("lists every fault of every row", async () => {
    const text = csvOf([
      { units: "x", unitPrice: "-1" },
      {},
      { account: "Nobody", service: "Fax" },
      { contractStartOn: "1.6.2026" },
    ]);
    const plan = await of.plan(text);
    expect(plan.faults.map(({ row, column }) => [row, column])).toEqual([
      [2, "Unit price"],
      [2, "Units"],
      [4, "Account"],
      [4, "Service"],
      [5, "Contract start date"],
    ]);
    expect(plan.rows.map(({ outcome }) => outcome)).toEqual(["faulty", "new", "faulty", "faulty"]);
    expect(plan.counts).toMatchObject({ lines: 1, contracts: 1, faultyRows: 3 });
  });

  it("wants the same contract in all its rows, and each line once", async () => {
    expect(
      await faultsOf([
        {},
        { lineName: "B", billingCycle: "Yearly", referenceNumber: "X" },
        { contractName: " managed SERVICES", lineName: "seats" },
        { contractName: "Other" },
      ]),
    ).toEqual([
      "3 Reference number: Row 2 has nothing here for the same contract: all rows of a contract say the same",
      "3 Billing cycle: Row 2 has “monthly” here for the same contract: all rows of a contract say the same",
      "4 Service: Row 2 has the same service line: remove one of them, or give them different names",
    ]);
  });

  it("asks what the contract form asks: through when a past start was billed elsewhere", async () => {
    const past = { contractStartOn: "2026-01-17", lineStartOn: "2026-01-17" };
    const [fault] = await faultsOf([past]);
    expect(fault).toContain("2 Billed elsewhere through: The start date is before today. Enter the last day");
    expect(await faultsOf([{ ...past, billedElsewhereThroughOn: "2026-05-31" }])).toEqual([]);
    expect(await faultsOf([{ ...past, billedElsewhereThroughOn: "2025-12-31" }])).toEqual([
      "2 Billed elsewhere through: This is before the contract starts; enter 2026-01-16 if nothing was billed elsewhere",
    ]);
  });

  it("asks what the line form asks: a start within its contract, and within reach of who imports", async () => {
    expect(await faultsOf([{ lineStartOn: "2026-05-31" }])).toEqual([
      "2 Start date: The contract starts on 2026-06-01; enter that day or a later one",
    ]);
    const text = csvOf([
      { contractStartOn: "2024-01-01", billedElsewhereThroughOn: "2024-12-31", lineStartOn: "2025-01-01" },
    ]);
    expect((await of.plan(text)).faults).toEqual([]);
    const finance = contextFor(of.tenant, { role: "Finance Manager" });
    const plan = await planImport(finance, { text, fileName: "" });
    expect(plan.faults).toMatchObject([
      { row: 2, column: "Start date", message: expect.stringContaining("more than 12 months back") },
    ]);
  });

  it("asks what opening amounts ask: periods that the line has, none left out", async () => {
    const golive = {
      contractStartOn: "2026-01-17",
      billedElsewhereThroughOn: "2026-06-16",
      lineStartOn: "2026-04-17",
    };
    const [unknown] = await faultsOf([{ ...golive, openingAmounts: "2026-05-01=100.00" }]);
    expect(unknown).toContain("its periods that were billed elsewhere begin on 2026-04-17, 2026-05-17");
    const [gap] = await faultsOf([{ ...golive, openingAmounts: "2026-04-17=100.00" }]);
    expect(gap).toContain("2 Opening amounts: Enter what was billed for the period from 2026-05-17 too");
    expect(await faultsOf([{ ...golive, openingAmounts: "2026-04-17=100.00|2026-05-17=100.00" }])).toEqual(
      [],
    );
    const [none] = await faultsOf([{ openingAmounts: "2026-06-01=100.00" }]);
    expect(none).toContain("this line has no period that was billed elsewhere");
  });
});

describe("beside what is there already", () => {
  beforeEach(() => of.run(csvOf([{ unitPrice: "12.00" }])));
  const change = (values: Partial<typeof contract.$inferInsert>) =>
    withTenant(of.tenant.scope, (db) => db.update(contract).set(values));

  it("a contract that differs is a fault: an import changes none", async () => {
    expect(await faultsOf([{ lineName: "B", billingCycle: "Quarterly" }])).toEqual([
      "2 Billing cycle: Contract 1 of this name has “monthly” here. An import changes no contract that exists: correct the file, or give the contract another name",
    ]);
  });

  it("and so is an inactive one", async () => {
    await change({ status: "inactive" });
    expect(await faultsOf([{ lineName: "B" }])).toEqual([
      "2 Contract name: Contract 1 of this name is inactive: activate it, or use another name",
    ]);
  });

  it("a line that differs is a fault for each difference", async () => {
    const faults = await faultsOf([{ unitPrice: "13.00", units: "14", prorateDecreases: "None" }]);
    expect(faults.map((fault) => fault.split(".")[0])).toEqual([
      "2 Units: Contract 1 has this service line already, with “12” here",
      "2 Unit price: Contract 1 has this service line already, with “12",
      "2 Prorate decreases: Contract 1 has this service line already, with “daily” here",
    ]);
  });

  it("a line that ended may begin anew, after its end and not before", async () => {
    await withTenant(of.tenant.scope, (db) =>
      db.update(contractLine).set({ endOn: "2026-06-30" }).where(eq(contractLine.tenantId, of.tenant.id)),
    );
    const again = { unitPrice: "12.00", lineStartOn: "2026-07-01" };
    expect((await of.plan(csvOf([again]))).counts).toMatchObject({ lines: 1, contracts: 0, accounts: 1 });
    expect((await of.plan(csvOf([{ ...again, lineStartOn: "2026-06-01" }]))).counts).toMatchObject({
      lines: 0,
      alreadyThere: 1,
    });
  });

  it("the same contract name of another account is another contract", async () => {
    expect((await of.plan(csvOf([{ account: "Beta Ltd" }]))).counts).toMatchObject({
      contracts: 1,
      lines: 1,
    });
  });
});

describe("what a person should know", () => {
  it("of rows that count the same assets, of a service used twice, of an account without an organization", async () => {
    await of.run(csvOf([{ ...COUNTED, contractName: "Old", lineName: "All licenses" }]));
    const plan = await of.plan(
      csvOf([
        { ...COUNTED, lineName: "E3", condition1: "License=E3" },
        { ...COUNTED, lineName: "E3 again", condition1: "License= e3 " },
        { ...COUNTED, account: "Beta Ltd" },
      ]),
    );
    expect(plan.faults).toEqual([]);
    const [first, , beta] = plan.rows.map(({ notes }) => notes.join("\n"));
    expect(first).toContain("Row 3 counts the same assets: they would be billed twice");
    expect(first).toContain("“All licenses” of the contract “Old” counts the same assets");
    expect(first).toContain("Its service is also used for something else: Sum of Seats on Licensing assets");
    expect(first).not.toContain("Row 4");
    expect(beta).toContain("This account has no IT Glue organization yet");
    expect(first).not.toContain("no IT Glue organization");
  });
});
