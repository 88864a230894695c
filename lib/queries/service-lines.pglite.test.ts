import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CountRule } from "@/lib/domain/counting/count-rule";
import {
  makeAccount,
  makeContract,
  makeLine,
  makeService,
  makeTenant,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { type ServiceLineFilter, serviceLines } from "./service-lines";

let tenant: TestTenant;
let serviceId: string;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
  serviceId = (await makeService(tenant)).id;
});

const linesBy = (values: Partial<ServiceLineFilter> = {}, of = serviceId) =>
  serviceLines(tenant.scope, of, {
    query: "",
    states: [],
    excluded: [],
    sort: { by: "account", direction: "asc" },
    pageIndex: 0,
    pageSize: 50,
    businessOn: "2026-06-10",
    ...values,
  });

async function lineOf(accountName: string, values: Parameters<typeof makeLine>[1] = {}, contract = {}) {
  const accountId = (await makeAccount(tenant, { name: accountName })).id;
  const contractId = (await makeContract(tenant, { name: `${accountName} plan`, accountId, ...contract })).id;
  return makeLine(tenant, { serviceId, contractId, ...values });
}

describe("related contract lines", () => {
  it("show account, contract, days, price in force, the next one, and billed units", async () => {
    const line = await lineOf(
      "RK Fabrics",
      {
        name: "Seats",
        units: [{ effectiveOn: "2026-06-01", units: "10" }],
        terms: { includedUnits: "2" },
        prices: [
          { effectiveOn: "2026-06-01", unitPrice: "10.00", unitCost: "7.00" },
          { effectiveOn: "2026-06-05", unitPrice: "11.00", unitCost: "7.50" },
          { effectiveOn: "2026-07-01", unitPrice: "12.00" },
          { effectiveOn: "2026-07-01", unitPrice: "13.00" },
          { effectiveOn: "2026-09-01", unitPrice: "14.00" },
        ],
      },
      { endOn: "2026-12-31" },
    );
    await makeLine(tenant);
    const { rows, rowCount } = await linesBy();
    expect(rowCount).toBe(1);
    expect(rows).toMatchObject([
      {
        id: line.id,
        version: 1,
        name: "Seats",
        isExcluded: false,
        accountName: "RK Fabrics",
        contractName: "RK Fabrics plan",
        contractStatus: "active",
        currency: "USD",
        startOn: "2026-06-01",
        endOn: "2026-12-31",
        price: { effectiveOn: "2026-06-05", unitPrice: "11.00", unitCost: "7.50" },
        nextPrice: { effectiveOn: "2026-07-01", unitPrice: "13.00", unitCost: null },
        billedUnits: "8",
      },
    ]);
  });

  it("show the first price of a line that begins later, and no units before a count", async () => {
    await lineOf("RK Fabrics", { startOn: "2026-09-01" });
    expect((await linesBy()).rows).toMatchObject([
      { price: { effectiveOn: "2026-09-01", unitPrice: "10.00" }, nextPrice: null, billedUnits: null },
    ]);
  });

  it("are filtered, sorted and paged by the database", async () => {
    await lineOf("beta", { name: "B 100%", isExcludedFromBulkChanges: true });
    await lineOf("Alpha", { name: "A", endOn: "2026-06-09" });
    await lineOf("Gamma", { name: "C", endOn: "2026-06-10" });
    const names = async (values: Partial<ServiceLineFilter>) =>
      (await linesBy(values)).rows.map(({ name }) => name);
    expect(await names({})).toEqual(["A", "B 100%", "C"]);
    expect(await names({ query: "%" })).toEqual(["B 100%"]);
    expect(await names({ query: "gamma PLAN" })).toEqual(["C"]);
    expect(await names({ states: ["ended"] })).toEqual(["A"]);
    expect(await names({ states: ["current"] })).toEqual(["B 100%", "C"]);
    expect(await names({ excluded: ["yes"] })).toEqual(["B 100%"]);
    expect(await names({ excluded: ["no"], states: ["current"] })).toEqual(["C"]);
    expect(await names({ sort: { by: "endOn", direction: "desc" } })).toEqual(["B 100%", "C", "A"]);
    const page = await linesBy({ pageSize: 2, pageIndex: 1 });
    expect([page.rowCount, page.rows.map(({ name }) => name)]).toEqual([3, ["C"]]);
  });

  it("are never another company's", async () => {
    const theirs = await makeLine(await makeTenant());
    expect(await linesBy({}, theirs.serviceId)).toEqual({ rows: [], rowCount: 0, uses: [] });
  });
});

describe("what a service is used for", () => {
  const seats: CountRule = {
    assetTypeId: "501",
    billBy: { by: "field", fieldId: "9001" },
    conditions: [{ fieldId: "9002", values: ["Basic"] }],
    includeArchived: false,
  };
  const counting = (countRule: CountRule, ruleInWords: string) => ({
    terms: { billBy: "flexible-assets" as const, countRule, ruleInWords },
  });

  it("is one thing where its lines differ in writing alone, and several where they count several", async () => {
    await lineOf("A", counting(seats, "Seats where Plan is Basic"));
    await lineOf("B", counting({ ...seats, conditions: [{ fieldId: "9002", values: ["basic "] }] }, "Same"));
    await lineOf("C");
    expect((await linesBy()).uses).toMatchObject([{ lines: 2 }]);
    await lineOf("D", counting({ ...seats, conditions: [] }, "All seats"));
    expect((await linesBy()).uses.map(({ inWords, lines }) => [inWords, lines])).toContainEqual([
      "All seats",
      1,
    ]);
    expect((await linesBy()).uses).toHaveLength(2);
  });

  it("leaves out lines that have ended", async () => {
    await lineOf("A", counting(seats, "Seats"));
    await lineOf("B", { ...counting({ ...seats, assetTypeId: "502" }, "Other"), endOn: "2026-06-09" });
    expect((await linesBy()).uses.map(({ inWords }) => inWords)).toEqual(["Seats"]);
  });
});
